using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.DisplayedSync;

/// <summary>XEP-0490: what has been displayed, in a node of the account; a client may have the server publish it along with a message (§4.2).</summary>
internal sealed class DisplayedSyncFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "urn:xmpp:mds:displayed:0";
    internal const string AssistNamespace = "urn:xmpp:mds:server-assist:0";

    private PersonalNodes _nodes = null!;

    public string Specification => "XEP-0490";

    public StanzaKinds Concerns => StanzaKinds.Messages;

    public void Register(FeatureRegistry registry)
    {
        _nodes = registry.PersonalNodes;
        registry.Advertise(DiscoTarget.Account, AssistNamespace);
        registry.Extend(this);
    }

    public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
        => stanza is Message { IsError: false } message && message.Child("displayed", Namespace) is { } displayed ? PublishAsync(account, message, displayed) : new(stanza);

    private async ValueTask<Stanza?> PublishAsync(Account account, Message message, Element displayed)
    {
        var exists = (await _nodes.StateAsync(account).ConfigureAwait(false)).Find(Namespace) is not null;
        await _nodes.PublishAsync(account, Namespace, message.To.ToString(), displayed, exists ? null : NodeOptions.Private).ConfigureAwait(false);
        // The archive's id is nobody's business but the owner's.
        return message.WithContent(message.Content.RemoveAll(static node => node is Element e && e.Is("displayed", Namespace)));
    }
}
