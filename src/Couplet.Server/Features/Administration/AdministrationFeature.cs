using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133: what administrators do to the service from their client, and what everybody may do to the own account.</summary>
internal sealed class AdministrationFeature : IFeature
{
    internal const string Namespace = "http://jabber.org/protocol/admin";

    private MessageOfTheDay? _motd;

    public string Specification => "XEP-0133";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        void Add(string node, string name, CommandStage start) => registry.Command(new AdHocCommand($"{Namespace}#{node}", name, server.IsAdmin, start));

        var accounts = new AccountCommands(server);
        Add("add-user", "Add an account", accounts.AskForNew);
        Add("delete-user", "Delete accounts", accounts.AskForDoomed);
        Add("change-user-password", "Change an account's password", accounts.AskForPassword);
        Add("end-user-session", "End sessions of accounts", accounts.AskForSessions);

        registry.Command(new AdHocCommand(RoleCommand.Node, "Set an account's role", server.IsAdmin, new RoleCommand(server).Ask));

        var census = new CensusCommands(server);
        Add("get-registered-users-num", "Get the number of accounts", census.CountRegisteredAsync);
        Add("get-online-users-num", "Get the number of accounts online", census.CountOnline);
        Add("get-registered-users-list", "List the accounts", census.AskForRegistered);
        Add("get-online-users-list", "List the accounts online", census.AskForOnline);

        var motd = _motd = new MessageOfTheDay(server);
        Add("announce", "Send an announcement to everybody online", new Announcement(server).Ask);
        Add("set-motd", "Set the message of the day", motd.Ask);
        Add("edit-motd", "Edit the message of the day", motd.AskForEdit);
        Add("delete-motd", "Delete the message of the day", motd.DeleteAsync);
        Add("shutdown", "Shut down the service", new Shutdown(server).Ask);
        registry.Extend(motd);

        registry.Command(new AdHocCommand(OwnPassword.Node, "Change your password", jid => jid.Local is not null && jid.Domain == server.Domain.Domain,
            new OwnPassword(server).Ask));
    }

    public ValueTask StartAsync(CancellationToken cancellation) => _motd!.LoadAsync(cancellation);
}
