using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Caps;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.Roster;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>XEP-0163: every account is a publish-subscribe service of its own.</summary>
internal sealed class PersonalEventingFeature : IFeature, IAccountExtension, IDiscoProvider
{
    private PersonalNodes _nodes = null!;
    private Interests _interests = null!;

    public string Specification => "XEP-0163 XEP-0390";

    public void Register(FeatureRegistry registry)
    {
        _nodes = registry.PersonalNodes;
        _interests = new Interests(registry.Server, new CapsCache(registry.Server));
        registry.Identity(DiscoTarget.Account, "pubsub", "pep");
        registry.Advertise(DiscoTarget.Account, PubSubFeatureNames.Personal.AsSpan());
        registry.HandleIq(DiscoTarget.Account, "pubsub", PubSubNamespaces.Main, RequestAsync);
        registry.HandleIq(DiscoTarget.Account, "pubsub", PubSubNamespaces.Owner, RequestAsync);
        registry.Disco(this);
        registry.Extend(this);
    }

    public async ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        if (presence.Type == PresenceType.Available) await _interests.SeenAsync(account, presence).ConfigureAwait(false);
        else
        {
            Interests.Gone(account, session.Jid);
            await LeftAsync(account, session).ConfigureAwait(false);
        }
    }

    public async ValueTask RestoredAsync(Account account, ClientSession session)
    {
        if (session.Presence is not { } presence) return;
        await _interests.RestoredAsync(account, presence).ConfigureAwait(false);
        // Contacts that are in memory follow it as they did; the others do when its presence is asked for.
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        foreach (var item in roster.Items)
        {
            if (!item.SeesPresence || item.Jid.Domain != account.Jid.Domain || item.Jid.Local is not { } local || account.Server.Accounts.Find(local) is not { } contact) continue;
            contact.Post(new Work(null, Signal: new AccountTask(a => _interests.RestoredAsync(a, presence))));
        }
    }

    public ValueTask EndedAsync(Account account, ClientSession session)
    {
        Interests.Gone(account, session.Jid);
        return default;
    }

    public ValueTask RosterChangedAsync(Account account, Jid contact)
    {
        // Afterwards, so that the contact hears of the subscription first.
        account.Post(new Work(null, Signal: new AccountTask(async a =>
        {
            await _nodes.ReviewAsync(a, contact).ConfigureAwait(false);
            await _interests.AdmittedAsync(a, contact).ConfigureAwait(false);
        })));
        return default;
    }

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza) => stanza.To.IsBare ? ArrivedAsync(account, stanza) : new(stanza);

    private async ValueTask<Stanza?> ArrivedAsync(Account account, Stanza stanza)
    {
        switch (stanza)
        {
            case Presence { Type: PresenceType.Available } presence when presence.From.Bare != account.Jid && presence.From.IsFull:
                await _interests.SeenAsync(account, presence).ConfigureAwait(false);
                return stanza;
            case Presence { Type: PresenceType.Unavailable } presence when presence.From.Bare != account.Jid:
                Interests.Gone(account, presence.From);
                return stanza;
            case Iq { IsRequest: false } iq:
                return await _interests.AnsweredAsync(account, iq).ConfigureAwait(false) ? null : stanza;
            case Message { IsError: false } message when message.From.Bare == account.Jid && Approval.Find(message) is { } answer:
                await DecideAsync(account, message, answer).ConfigureAwait(false);
                return null;
            default:
                return stanza;
        }
    }

    public async ValueTask<IEnumerable<Element>?> DescribeAsync(DiscoTarget target, string node, IqRequest request)
    {
        if (request.Account is not { } account) return null;
        var state = await _nodes.StateAsync(account).ConfigureAwait(false);
        return NodeDiscovery.Describe(state, node, request.From, await _nodes.ContextAsync(account, state, node, request.From).ConfigureAwait(false));
    }

    public async ValueTask<IEnumerable<Element>?> ItemsAsync(DiscoTarget target, IqRequest request)
    {
        if (request.Account is not { } account) return null;
        var state = await _nodes.StateAsync(account).ConfigureAwait(false);
        var node = request.Payload["node"];
        var context = await _nodes.ContextAsync(account, state, node, request.From).ConfigureAwait(false);
        return node is null ? NodeDiscovery.Nodes(state, request.From, context) : NodeDiscovery.Items(state, node, request.From, context);
    }

    // With the last available resource goes what was to be there only as long (pubsub#purge_offline).
    private async ValueTask LeftAsync(Account account, ClientSession session)
    {
        if (!session.IsAvailable || account.Sessions.Any(s => s != session && s.IsAvailable)) return;
        foreach (var node in OfflinePurge.Nodes(await _nodes.StateAsync(account).ConfigureAwait(false), account.Jid))
        {
            var state = await _nodes.StateAsync(account).ConfigureAwait(false);
            var context = await _nodes.ContextAsync(account, state, node, account.Jid).ConfigureAwait(false);
            await _nodes.CommitAsync(account, OfflinePurge.Decide(state, node, account.Jid, context)).ConfigureAwait(false);
        }
        // Afterwards: only then is the account without an available resource.
        account.Post(new Work(null, Signal: new AccountTask(gone =>
        {
            gone.Server.Features.PubSub?.Gone(gone.Jid);
            return default;
        })));
    }

    private async ValueTask<IqReply> RequestAsync(IqRequest request)
    {
        var account = request.Account!;
        var asked = new PubSubRequest(request.From, request.IsSet, request.Payload);
        var outcome = await _nodes.ExecuteAsync(account, asked).ConfigureAwait(false);
        if (outcome.Error is { } error)
        {
            // A node that is there is no secret: what may not be done with it is told to strangers too.
            if (request.IsOwner || PubSubEngine.NodeOf(asked) is not { } node || outcome.State.Find(node) is null) return error;
            account.Send(request.Iq.ToError(error));
            return IqReply.Deferred;
        }
        if (outcome.After.IsEmpty) return IqReply.Result(outcome.Reply);
        var answer = IqReply.Result(outcome.Reply).ToStanza(request.Iq)!;
        if (request.Session is { } session) account.SendTo(session, answer);
        else account.Send(answer);
        PersonalNodes.Send(account, outcome.After);
        return IqReply.Deferred;
    }

    private async ValueTask DecideAsync(Account account, Message message, Protocol.Forms.DataForm answer)
    {
        var state = await _nodes.StateAsync(account).ConfigureAwait(false);
        var context = await _nodes.ContextAsync(account, state, Approval.NodeOf(answer), message.From).ConfigureAwait(false);
        var outcome = await _nodes.CommitAsync(account, Approval.Decide(state, message.From, answer, context)).ConfigureAwait(false);
        if (outcome.Error is { } error) account.Server.Router.Bounce(message, error);
        else PersonalNodes.Send(account, outcome.After);
    }
}
