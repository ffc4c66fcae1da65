using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>A command that people run from their client's menu (XEP-0050).</summary>
/// <param name="Node">Its node, which names it on the wire.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="IsAllowed">Who sees it and may run it; asked anew at each stage.</param>
/// <param name="Start">The first stage.</param>
public sealed record AdHocCommand(string Node, string Name, Func<Jid, bool> IsAllowed, CommandStage Start);

/// <summary>One stage of a command.</summary>
public delegate ValueTask<CommandStep> CommandStage(CommandInput input);

/// <summary>What a stage has to work with.</summary>
/// <param name="From">Who runs the command: a full JID, most often.</param>
/// <param name="Form">The form that was filled in, with all that it required; an empty one in the first stage.</param>
public sealed record CommandInput(Jid From, DataForm Form);
