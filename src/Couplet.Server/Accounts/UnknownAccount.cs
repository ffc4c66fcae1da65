using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Accounts;

/// <summary>What is sent to an account that does not exist (RFC 6121 §8.5.1). A stranger learns nothing more from an account that does.</summary>
internal static class UnknownAccount
{
    internal static void Handle(Account account, Stanza stanza)
    {
        if (stanza is Presence { Type: PresenceType.Probe } probe)
            account.Send(new Presence(new StanzaHeader(account.Jid, probe.From.Bare), PresenceType.Unsubscribed));
        // A room is told, so that it can tell whoever invites (XEP-0045 §7.8.2).
        else if (stanza is Message { Type: MessageType.Groupchat } or Iq || (stanza is Message { Type: not MessageType.Error } message && message.IsMediatedInvitation()))
            account.Server.Router.Bounce(stanza, StanzaError.ServiceUnavailable());
        // Other messages are met with silence: an account that exists would keep them.
        // Other presence is met with silence: an account that exists would keep a request for subscription until its owner comes.
    }
}
