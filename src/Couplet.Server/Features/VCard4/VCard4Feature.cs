using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.VCard;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.VCard4;

/// <summary>
/// XEP-0292: the card of RFC 6351, kept as an item of the account's node <c>urn:xmpp:vcard4</c>, asked for there or with a request of its own. It
/// and the card of XEP-0054 follow each other, so that clients of either kind see the same.
/// </summary>
internal sealed class VCard4Feature : IFeature, IAccountExtension, INodeObserver
{
    internal const string Namespace = "urn:ietf:params:xml:ns:vcard-4.0";
    internal const string Node = "urn:xmpp:vcard4";
    private const string Item = "current";

    private PersonalNodes _nodes = null!;

    public string Specification => "XEP-0292";

    public StanzaKinds Concerns => StanzaKinds.Iqs;

    public void Register(FeatureRegistry registry)
    {
        _nodes = registry.PersonalNodes;
        _nodes.Observe(this);
        registry.Advertise(DiscoTarget.Server | DiscoTarget.Account, Namespace);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "vcard", Namespace, GetAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "vcard", Namespace, SetAsync);
        registry.Extend(this);
    }

    /// <summary>From the node to the old card, in the same commit; its photo, of which the new card has another idea, stays.</summary>
    public async ValueTask<IEnumerable<DocumentWrite>> WritesAsync(Account account, NodeChange change, PubSubState after)
    {
        if (change is not { Node: Node, Published.Payload: { } card, After.Configuration.AccessModel: AccessModel.Open } || !card.Is("vcard", Namespace)
            || account.Feature<VCard4State>().IsFollowing) return [];
        var old = await VCardFeature.LoadAsync(account).ConfigureAwait(false);
        var converted = VCard4Conversion.ToOld(card);
        if (old?.Child("PHOTO") is { } photo && converted.Child("PHOTO") is null) converted = converted.Append(photo);
        return [new DocumentWrite(account.Jid.ToString(), VCardFeature.Kind, "", ElementWriter.ToBytes(converted))];
    }

    /// <summary>From the old card to the node, where there is one.</summary>
    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is Iq { Type: IqType.Set, To.IsBare: true } iq && iq.From.Bare == account.Jid && iq.FirstChild?.Is("vCard", Rooms.ForeignNamespaces.VCard) == true)
            account.Post(new Work(null, Signal: new AccountTask(FollowAsync)));
        return new(stanza);
    }

    private async ValueTask FollowAsync(Account account)
    {
        if ((await _nodes.StateAsync(account).ConfigureAwait(false)).Find(Node) is not { Items.IsEmpty: false }) return;
        if (await VCardFeature.LoadAsync(account).ConfigureAwait(false) is not { } old) return;
        var state = account.Feature<VCard4State>();
        state.IsFollowing = true;
        try
        {
            await _nodes.PublishAsync(account, Node, Item, VCard4Conversion.ToNew(old)).ConfigureAwait(false);
        }
        finally
        {
            state.IsFollowing = false;
        }
    }

    private async ValueTask<IqReply> GetAsync(IqRequest request)
    {
        var account = request.Account!;
        var state = await _nodes.StateAsync(account).ConfigureAwait(false);
        if (state.Find(Node) is { Items: [.., { Payload: { } card }] } node)
        {
            var context = await _nodes.ContextAsync(account, state, Node, request.From).ConfigureAwait(false);
            return NodeAccess.RefuseReading(node, request.From, context) is null ? card : StanzaError.ServiceUnavailable();
        }
        if (await VCardFeature.LoadAsync(account).ConfigureAwait(false) is { } old) return VCard4Conversion.ToNew(old);
        return request.IsOwner ? new Element("vcard", Namespace) : StanzaError.ServiceUnavailable();
    }

    private async ValueTask<IqReply> SetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        var account = request.Account!;
        var isNew = (await _nodes.StateAsync(account).ConfigureAwait(false)).Find(Node) is null;
        var outcome = await _nodes.PublishAsync(account, Node, Item, request.Payload, isNew ? NodeOptions.Public : null).ConfigureAwait(false);
        return outcome.Error is { } error ? error : IqReply.Ok;
    }
}

/// <summary>Whether the node is just now being made to follow the old card, which then need not follow the node.</summary>
internal sealed class VCard4State
{
    internal bool IsFollowing { get; set; }
}
