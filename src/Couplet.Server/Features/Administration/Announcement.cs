using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133 §4.23: a message of the service to everybody who is online.</summary>
internal sealed class Announcement(CoupletServer server)
{
    internal ValueTask<CommandStep> Ask(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Send an announcement")
        .Lines(AdminForm.Text, label: "The announcement", required: true).ToForm(), Send);

    /// <summary>Sends a text to all sessions that are available.</summary>
    /// <returns>How many there were.</returns>
    internal int Send(string text)
    {
        var message = EncodedStanza.Of(Message(server, text));
        var count = 0;
        foreach (var account in server.ActiveAccounts)
            foreach (var session in account.Sessions)
                if (session.IsAvailable && session.Deliver(message, session.Jid)) count++;
        return count;
    }

    internal static Message Message(CoupletServer server, string text)
        => new(new StanzaHeader(server.Domain, default), MessageType.Headline, new Element("body", Stanza.ClientNamespace, text));

    private ValueTask<CommandStep> Send(CommandInput input) => CommandStep.Done($"Sent to {Send(input.Form.GetText(AdminForm.Text)!)} sessions.");
}
