using Couplet.Protocol.Stanzas;
using Couplet.Server.Features;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Routing;

namespace Couplet.Server.Accounts;

/// <summary>What is sent to an account: the delivery rules of RFC 6121 §8.5.</summary>
internal static class AccountIncoming
{
    internal static ValueTask HandleAsync(Account account, Stanza stanza)
    {
        // §8.5.3.2.1: a single message is for the resource that it names or for nobody, so that no copy of it is kept either. The blocked hear of their block.
        if (stanza is Message { Type: MessageType.Normal, To.IsFull: true } single && account.FindSession(single.To.Resource) is null
            && !account.Blocks(single.From) && !single.IsMediatedInvitation())
            return RefuseAsync(account, single);
        var asking = account.Server.Features.Hooks.IncomingAsync(account, stanza);
        // Nearly always there is nothing to wait for: then there is no state machine either.
        return asking.IsCompletedSuccessfully ? DeliverAsync(account, asking.Result) : AskedAsync(asking, account);
    }

    private static async ValueTask AskedAsync(ValueTask<Stanza?> asking, Account account)
        => await DeliverAsync(account, await asking.ConfigureAwait(false)).ConfigureAwait(false);

    private static ValueTask DeliverAsync(Account account, Stanza? stanza)
    {
        switch (stanza)
        {
            case Iq iq:
                return IqAsync(account, iq);
            case Message message:
                return MessageAsync(account, message);
            case Presence { Type: PresenceType.Available or PresenceType.Unavailable or PresenceType.Error } presence:
                DeliverPresence(account, presence);
                return default;
            default:
                return default;
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

    private static ValueTask MessageAsync(Account account, Message message)
    {
        if (message.To.IsFull)
        {
            if (account.FindSession(message.To.Resource)?.Deliver(EncodedStanza.Of(message), message.To) is true) return default;
            // §8.5.3.2.1: no such resource.
            if (message.Type is MessageType.Headline or MessageType.Error) return default;
        }
        switch (message.Type)
        {
            case MessageType.Groupchat:
                account.Server.Router.Bounce(message, StanzaError.ServiceUnavailable());
                return default;
            case MessageType.Error:
                return default;
        }
        return DeliverToAvailable(account, message) || message.Type == MessageType.Headline ? default : UndeliveredAsync(account, message);
    }

    private static async ValueTask UndeliveredAsync(Account account, Message message)
    {
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
