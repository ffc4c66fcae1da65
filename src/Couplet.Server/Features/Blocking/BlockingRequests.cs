using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Server.Features.Blocking;

/// <summary>What an owner asks of the block list (XEP-0191 §3).</summary>
internal static class BlockingRequests
{
    private const int MaxBlocked = 5_000;

    internal static async ValueTask<IqReply> ListAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        await BlockedJids.LoadAsync(request.Account!).ConfigureAwait(false);
        if (request.Session is { } session) session.Feature<BlockListInterest>().IsInterested = true;
        return new Element("blocklist", BlockingFeature.Namespace, Items(request.Account!.BlockList.Jids));
    }

    internal static async ValueTask<IqReply> BlockAsync(IqRequest request)
    {
        if (Read(request, out var items) is { } error) return error;
        var account = request.Account!;
        if (items.Count == 0) return StanzaError.BadRequest("Whom to block?");
        if (items.Exists(item => item.Jid.Bare == account.Jid)) return StanzaError.NotAllowed("Nobody can block themselves.");
        await BlockedJids.LoadAsync(account).ConfigureAwait(false);
        if (account.BlockList.Jids.Count + items.Count > MaxBlocked) return StanzaError.ResourceConstraint("The block list is full.");
        var before = account.BlockList;
        await BlockedJids.AddAsync(account, items).ConfigureAwait(false);
        await AbuseReports.AddAsync(account, items.Where(item => item.Report is not null).Select(item => (item.Jid, item.Report!))).ConfigureAwait(false);
        Answer(request, "block", items.Select(item => item.Jid));
        foreach (var contact in await SubscribersAsync(account).ConfigureAwait(false))
            if (!before.Contains(contact) && account.BlockList.Contains(contact)) SubscriptionRouting.SendUnavailable(account, contact);
        return IqReply.Deferred;
    }

    internal static async ValueTask<IqReply> UnblockAsync(IqRequest request)
    {
        if (Read(request, out var items) is { } error) return error;
        var account = request.Account!;
        await BlockedJids.LoadAsync(account).ConfigureAwait(false);
        var before = account.BlockList;
        var all = items.Count == 0;
        await BlockedJids.RemoveAsync(account, all ? before.Jids : [.. items.Select(item => item.Jid)]).ConfigureAwait(false);
        Answer(request, "unblock", items.Select(item => item.Jid));
        foreach (var item in (await RosterList.OfAsync(account).ConfigureAwait(false)).Items)
        {
            if (!before.Contains(item.Jid) || account.BlockList.Contains(item.Jid)) continue;
            if (item.SeesPresence) SubscriptionRouting.SendAvailable(account, item.Jid);
            // What it said meanwhile was thrown away.
            if (item.ShowsPresence && account.Sessions.FirstOrDefault(s => s.IsAvailable) is { } session)
                account.Send(new Presence(new StanzaHeader(session.Jid, item.Jid), PresenceType.Probe));
        }
        return IqReply.Deferred;
    }

    private static StanzaError? Read(IqRequest request, out List<(Jid Jid, Element? Report)> items)
    {
        items = [];
        if (!request.IsOwner) return StanzaError.Forbidden();
        foreach (var item in request.Payload.Elements("item"))
        {
            if (!Jid.TryParse(item["jid"], out var jid)) return StanzaError.JidMalformed("An item's JID is malformed.");
            if (!items.Exists(known => known.Jid == jid)) items.Add((jid, item.Child("report", BlockingFeature.ReportingNamespace)));
        }
        return null;
    }

    /// <summary>The result, then the push to the resources that have asked for the list (§3.3).</summary>
    private static void Answer(IqRequest request, string name, IEnumerable<Jid> jids)
    {
        var account = request.Account!;
        if (request.Session is { } asking) account.SendTo(asking, request.Iq.ToResult());
        else account.Send(request.Iq.ToResult());
        var push = new Element(name, BlockingFeature.Namespace, Items(jids));
        foreach (var session in account.Sessions)
            if (session.Feature<BlockListInterest>().IsInterested)
                account.SendTo(session, new Iq(new StanzaHeader(account.Jid, session.Jid, RandomNumberGenerator.GetHexString(16, lowercase: true)), IqType.Set, push));
    }

    private static IEnumerable<Element> Items(IEnumerable<Jid> jids)
        => jids.Select(jid => jid.ToString()).Order(StringComparer.Ordinal).Select(jid => new Element("item", BlockingFeature.Namespace, new XmlAttr("jid", jid)));

    private static async ValueTask<List<Jid>> SubscribersAsync(Account account)
        => [.. (await RosterList.OfAsync(account).ConfigureAwait(false)).Items.Where(item => item.SeesPresence).Select(item => item.Jid)];
}

/// <summary>Whether a session has asked for the block list and so hears of its changes.</summary>
internal sealed class BlockListInterest
{
    internal bool IsInterested { get; set; }
}
