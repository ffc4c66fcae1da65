using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Server.Features.Roster;

/// <summary>RFC 6121 §2: the list of contacts, with versions (XEP-0237).</summary>
internal sealed class RosterFeature : IFeature
{
    internal const string Namespace = "jabber:iq:roster";
    internal const string VersioningNamespace = "urn:xmpp:features:rosterver";

    /// <summary>The most contacts of one account.</summary>
    internal const int MaxItems = 5_000;

    public string Specification => "RFC-6121 XEP-0237";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, static () => new Element("ver", VersioningNamespace)));
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", Namespace, GetAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "query", Namespace, SetAsync);
        registry.MayQueryAsync = static async request => request.IsOwner || (request.Account is { } account
            && (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(request.From)?.SeesPresence == true);
    }

    private static async ValueTask<IqReply> GetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (request.Session is { } session) session.IsInterested = true;
        var roster = await RosterList.OfAsync(request.Account!).ConfigureAwait(false);
        if (request.Payload["ver"] == roster.Version) return IqReply.Ok; // what the client remembers is current (§2.6.3)
        return new Element("query", Namespace, new XmlAttr("ver", roster.Version),
            roster.Items.Where(item => item.IsListed).OrderBy(item => item.Jid.ToString(), StringComparer.Ordinal).Select(item => item.ToElement()));
    }

    private static async ValueTask<IqReply> SetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        var account = request.Account!;
        if (RosterRequest.TryRead(request.Payload, account.Jid, out var change) is { } error) return error;
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        var item = roster.Find(change!.Contact);
        if (change.IsRemoval) return item is { IsListed: true } ? await RemoveAsync(request, roster, item).ConfigureAwait(false) : StanzaError.ItemNotFound();
        if (item is null && roster.Items.Count >= MaxItems) return StanzaError.ResourceConstraint("The roster is full.");
        item = (item ?? new RosterItem(change.Contact)) with { Name = change.Name, Groups = change.Groups, IsListed = true };
        await roster.SaveAsync(account, item).ConfigureAwait(false);
        Answer(request);
        RosterPush.Send(account, roster, item);
        return IqReply.Deferred;
    }

    /// <summary>§2.5.2: with the item go the subscriptions in both directions.</summary>
    private static async ValueTask<IqReply> RemoveAsync(IqRequest request, RosterList roster, RosterItem item)
    {
        var account = request.Account!;
        await roster.SaveAsync(account, new RosterItem(item.Jid)).ConfigureAwait(false);
        SubscriptionRouting.Cancel(account, item);
        Answer(request);
        RosterPush.SendRemoval(account, roster, item);
        return IqReply.Deferred;
    }

    /// <summary>The result goes out before the push, so that the client knows its own change when it sees it.</summary>
    private static void Answer(IqRequest request)
    {
        if (request.Session is { } session) request.Account!.SendTo(session, request.Iq.ToResult());
        else request.Account!.Send(request.Iq.ToResult());
    }
}
