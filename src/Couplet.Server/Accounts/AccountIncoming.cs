using Couplet.Protocol.Stanzas;
using Couplet.Server.Features;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Routing;

namespace Couplet.Server.Accounts;

/// <summary>What is sent to an account: the delivery rules of RFC 6121 §8.5.</summary>
internal static class AccountIncoming
{
    internal static async ValueTask HandleAsync(Account account, Stanza stanza)
    {
        // §8.5.3.2.1: a single message is for the resource that it names or for nobody, so that no copy of it is kept either. The blocked hear of their block.
        if (stanza is Message { Type: MessageType.Normal, To.IsFull: true } single && account.FindSession(single.To.Resource) is null
            && !account.Blocks(single.From) && !single.IsMediatedInvitation())
        {
            await RefuseAsync(account, single).ConfigureAwait(false);
            return;
        }
        switch (await account.Server.Features.Hooks.IncomingAsync(account, stanza).ConfigureAwait(false))
        {
            case Iq iq:
                await IqAsync(account, iq).ConfigureAwait(false);
                break;
            case Message message:
                await MessageAsync(account, message).ConfigureAwait(false);
                break;
            case Presence { Type: PresenceType.Available or PresenceType.Unavailable or PresenceType.Error } presence:
                DeliverPresence(account, presence);
                break;
        }
    }

    /// <summary>Delivers to every available session with a priority that is not negative; false if there is none.</summary>
    internal static bool DeliverToAvailable(Account account, Stanza stanza)
    {
        EncodedStanza? encoded = null;
        foreach (var session in account.Sessions)
        {
            if (!session.IsAvailable || session.Priority < 0) continue;
            encoded ??= EncodedStanza.Of(stanza);
            session.Deliver(encoded, stanza.To);
        }
        return encoded is not null;
    }

    private static async ValueTask IqAsync(Account account, Iq iq)
    {
        if (iq.To.IsFull)
        {
            if (account.FindSession(iq.To.Resource)?.Deliver(EncodedStanza.Of(iq), iq.To) is not true)
                account.Server.Router.Bounce(iq, StanzaError.ServiceUnavailable());
            return;
        }
        if (!iq.IsRequest) return; // an answer to nothing that was asked (RFC 6120 §8.2.3)
        var session = iq.From.Bare == account.Jid ? account.FindSession(iq.From.Resource) : null;
        var reply = await IqDispatch.AnswerAsync(account.Server, DiscoTarget.Account, iq, account, session).ConfigureAwait(false);
        if (reply is null) return;
        // Why something is refused, or that it is, would tell a stranger that there is such an account (docs/decisions/0007).
        if (reply.Error is not null && iq.FirstChild is { } payload && !await account.Server.Features.MayQueryAsync(new IqRequest(iq, payload, account, session)).ConfigureAwait(false))
            reply = iq.ToError(StanzaError.ServiceUnavailable());
        if (session is not null) account.SendTo(session, reply);
        else account.Server.Router.Route(reply);
    }

    private static async ValueTask MessageAsync(Account account, Message message)
    {
        if (message.To.IsFull)
        {
            if (account.FindSession(message.To.Resource)?.Deliver(EncodedStanza.Of(message), message.To) is true) return;
            // §8.5.3.2.1: no such resource.
            if (message.Type is MessageType.Headline or MessageType.Error) return;
        }
        switch (message.Type)
        {
            case MessageType.Groupchat:
                account.Server.Router.Bounce(message, StanzaError.ServiceUnavailable());
                return;
            case MessageType.Error:
                return;
        }
        if (DeliverToAvailable(account, message) || message.Type == MessageType.Headline) return;
        foreach (var extension in account.Server.Features.AccountExtensions)
            if (await extension.UndeliveredAsync(account, message).ConfigureAwait(false)) return;
        await RefuseAsync(account, message).ConfigureAwait(false);
    }

    // A stranger cannot tell a message that is kept, one that is not, and one to nobody.
    private static async ValueTask RefuseAsync(Account account, Message message)
    {
        if (message.From.Bare == account.Jid || (await account.Server.Features.Roster.FindAsync(account, message.From).ConfigureAwait(false)).SeesPresence)
            account.Server.Router.Bounce(message, StanzaError.ServiceUnavailable());
    }

    private static void DeliverPresence(Account account, Presence presence)
    {
        var encoded = EncodedStanza.Of(presence);
        if (presence.To.IsFull)
        {
            account.FindSession(presence.To.Resource)?.Deliver(encoded, presence.To);
            return;
        }
        if (presence.IsError) return;
        foreach (var session in account.Sessions)
            if (session.IsAvailable) session.Deliver(encoded, presence.To);
    }
}
