using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Accounts;

/// <summary>What an account's own sessions send: RFC 6120 §10.3 (no <c>to</c>), then on to whom it is for.</summary>
internal static class AccountOutgoing
{
    /// <returns>True when the stanza went on to another entity, and <paramref name="handled"/> with it.</returns>
    internal static ValueTask<bool> HandleAsync(Account account, ClientSession session, Stanza stanza, Handled handled)
    {
        if (stanza is Presence { To.IsEmpty: true } presence) return StaysAsync(BroadcastAsync(account, session, presence));
        var asking = account.Server.Features.Hooks.OutgoingAsync(account, session, stanza);
        // Nearly always there is nothing to wait for: then there is no state machine either.
        return asking.IsCompletedSuccessfully ? PassAsync(account, asking.Result, handled) : AskedAsync(asking, account, handled);
    }

    private static async ValueTask<bool> AskedAsync(ValueTask<Stanza?> asking, Account account, Handled handled)
        => await PassAsync(account, await asking.ConfigureAwait(false), handled).ConfigureAwait(false);

    private static ValueTask<bool> PassAsync(Account account, Stanza? stanza, Handled handled)
    {
        if (stanza is null) return new(false);
        // What an account sends to itself is handled at once, so that it is in order with what follows.
        if (stanza.To.Bare == account.Jid) return StaysAsync(AccountIncoming.HandleAsync(account, stanza));
        account.Server.Router.Route(stanza, handled);
        return new(true);
    }

    private static async ValueTask<bool> StaysAsync(ValueTask handling)
    {
        await handling.ConfigureAwait(false);
        return false;
    }

    /// <summary>Presence without <c>to</c> (RFC 6121 §4.2.2, §4.4.2, §4.5.2): the extensions broadcast it, then it is the session's.</summary>
    internal static async ValueTask BroadcastAsync(Account account, ClientSession session, Presence presence)
    {
        if (presence.Type is not (PresenceType.Available or PresenceType.Unavailable))
        {
            account.SendTo(session, new Presence(new StanzaHeader(account.Jid, session.Jid, presence.Id), PresenceType.Error,
                StanzaError.BadRequest("Presence of this type needs a 'to' address.").ToElement()));
            return;
        }
        var stamped = presence.From == session.Jid ? presence : (Presence)presence.WithAddresses(session.Jid, default);
        if (presence.Type == PresenceType.Available)
            foreach (var extension in account.Server.Features.AccountExtensions)
                stamped = await extension.PreparePresenceAsync(account, session, stamped).ConfigureAwait(false);
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.PresenceAsync(account, session, stamped).ConfigureAwait(false);
        session.Presence = presence.Type == PresenceType.Available ? stamped : null;
        session.Priority = presence.Type == PresenceType.Available ? stamped.Priority : 0;
    }
}
