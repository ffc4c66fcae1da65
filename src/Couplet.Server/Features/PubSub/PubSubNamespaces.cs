namespace Couplet.Server.Features.PubSub;

/// <summary>The namespaces of XEP-0060.</summary>
internal static class PubSubNamespaces
{
    internal const string Main = "http://jabber.org/protocol/pubsub";
    internal const string Owner = Main + "#owner";
    internal const string Event = Main + "#event";
    internal const string Errors = Main + "#errors";

    internal const string NodeConfigurationForm = Main + "#node_config";
    internal const string PublishOptionsForm = Main + "#publish-options";
    internal const string SubscribeOptionsForm = Main + "#subscribe_options";
    internal const string AuthorizationForm = Main + "#subscribe_authorization";
    internal const string MetadataForm = Main + "#meta-data";
}
