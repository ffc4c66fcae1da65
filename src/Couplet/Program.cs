using System.CommandLine;
using Couplet.Commands;
using Couplet.Commands.Inspection;
using Couplet.Commands.Load;
using Couplet.Commands.Torture;

// Settings (--Section:Key=value) are not options of a command: they are taken out first.
var (rest, settings) = Configuration.Split(args);
var root = new RootCommand("Couplet: an XMPP server whose rooms never lose a line, and a player of scenarios that proves it.")
{
    ServeCommand.Create(settings),
    UserCommand.Create(settings),
    PlayVerb.Create(settings),
    TortureCommand.Create(),
    LoadCommand.Create(),
    SettingsCommand.Create(),
};
foreach (var command in OperatorCommands.Create(settings).Concat(PortabilityCommands.Create(settings))) root.Add(command);
return await root.Parse(rest).InvokeAsync();
