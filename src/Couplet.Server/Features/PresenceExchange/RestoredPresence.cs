using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Roster;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;

namespace Couplet.Server.Features.PresenceExchange;

/// <summary>
/// After a restart: sessions that were taken up know what they were told of each other before it. What has become untrue, because the other is
/// gone or its presence was on its way when the server died, is put right; what is still true is not said again.
/// </summary>
internal static class RestoredPresence
{
    /// <summary>Puts right what a session was told, and what others were told of it. When all sessions are there, in the account's mailbox.</summary>
    internal static void Mend(Account account, StreamSession session, RosterList roster)
    {
        foreach (var gone in Gone(account.Server, session))
            session.Deliver(EncodedStanza.Of(new Presence(new StanzaHeader(gone, default), PresenceType.Unavailable)), account.Jid);
        if (session.Presence is not { } presence) return;
        var now = StanzaFingerprint.OfContent(presence);
        var encoded = EncodedStanza.Of(presence.WithAddresses(session.Jid, default));
        foreach (var other in Audience(account, roster))
        {
            if (other == session || other.Journaled is not { } entry || !other.IsAvailable) continue;
            lock (entry.Journal.Gate)
                if (entry.Told.TryGetValue(session.Jid, out var told) && told == now) continue;
            other.Deliver(encoded, other.Account.Jid);
        }
    }

    private static List<Jid> Gone(CoupletServer server, StreamSession session)
    {
        if (session.Journaled is not { } entry) return [];
        lock (entry.Journal.Gate)
            return [.. entry.Told.Keys.Where(j => j.Domain == server.Domain.Domain && j.IsFull && server.Accounts.FindSession(j) is not { IsAvailable: true })];
    }

    private static IEnumerable<StreamSession> Audience(Account account, RosterList roster)
    {
        var server = account.Server;
        return roster.Items.Where(i => i.SeesPresence && i.Jid.Domain == account.Jid.Domain && i.Jid.Local is not null && !account.BlockList.Contains(i.Jid))
            .Select(i => server.Accounts.Find(i.Jid.Local!)).OfType<Account>().Prepend(account).Distinct()
            .SelectMany(a => a.Sessions).OfType<StreamSession>().Where(s => s.IsRestored);
    }
}
