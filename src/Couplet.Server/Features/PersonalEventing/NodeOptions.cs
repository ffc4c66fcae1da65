using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>The conditions under which the server itself publishes at an account.</summary>
internal static class NodeOptions
{
    /// <summary>For the owner's eyes only (XEP-0223 §3).</summary>
    internal static Element Private { get; } = DataForm.Build(DataFormType.Submit, PubSubNamespaces.PublishOptionsForm)
        .Value("pubsub#access_model", PubSubWords.Of(AccessModel.Whitelist))
        .Value("pubsub#persist_items", "true")
        .Value("pubsub#max_items", "max")
        .Value("pubsub#send_last_published_item", PubSubWords.Of(SendLast.Never))
        .ToElement();

    /// <summary>One private item, sent at login.</summary>
    internal static Element PrivateSingle { get; } = DataForm.Build(DataFormType.Submit, PubSubNamespaces.PublishOptionsForm)
        .Value("pubsub#access_model", PubSubWords.Of(AccessModel.Whitelist))
        .Value("pubsub#persist_items", "true")
        .ToElement();

    /// <summary>For everybody.</summary>
    internal static Element Public { get; } = DataForm.Build(DataFormType.Submit, PubSubNamespaces.PublishOptionsForm)
        .Value("pubsub#access_model", PubSubWords.Of(AccessModel.Open))
        .Value("pubsub#persist_items", "true")
        .ToElement();
}
