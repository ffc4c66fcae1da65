using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>A subscriber's options (XEP-0060 §6.3, §6.4): whether notifications are delivered, and until when.</summary>
internal static class SubscriptionOptions
{
    private const string DeliverVar = "pubsub#deliver";
    private const string ExpireVar = "pubsub#expire";

    internal static PubSubOutcome Get(PubSubCall call) => Find(call, out var node, out var subscription) is { } error ? call.Refuse(error)
        : call.Answer(new Element("options", PubSubNamespaces.Main, new XmlAttr("node", node.Name), new XmlAttr("jid", subscription.Jid.ToString()), Form(subscription)));

    internal static PubSubOutcome Set(PubSubCall call)
    {
        if (Find(call, out var node, out var subscription) is { } error) return call.Refuse(error);
        return Read(subscription, call.Action.FirstChild, call.Context.Now) is { } chosen ? call.Changed(node.With(chosen)) : call.Refuse(PubSubErrors.InvalidOptions());
    }

    internal static PubSubOutcome Default(PubSubCall call)
    {
        if (call.NodeName is not null && call.Find(out _) is { } error) return call.Refuse(error);
        return call.Answer(new Element("default", PubSubNamespaces.Main, call.NodeName is { } name ? new XmlAttr("node", name) : null, Form(new Subscription(call.From, SubscriptionState.Subscribed))));
    }

    /// <summary>The subscription after a form was submitted; null if the form is no such form or has no valid value.</summary>
    internal static Subscription? Read(Subscription subscription, Element? x, DateTimeOffset now)
    {
        if (!DataForm.TryParse(x, out var form) || form.Type != DataFormType.Submit || form.FormType != PubSubNamespaces.SubscribeOptionsForm) return null;
        if (form.GetValue(ExpireVar) is { Length: > 0 } text)
        {
            // §12.18: a time to come, as XEP-0082 writes it.
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires) || expires <= now) return null;
            subscription = subscription with { Expires = expires };
        }
        else if (form.Field(ExpireVar) is not null) subscription = subscription with { Expires = null };
        if (form.Field(DeliverVar) is null) return subscription;
        return form.GetBool(DeliverVar) is { } deliver ? subscription with { Deliver = deliver } : null;
    }

    private static Element Form(Subscription subscription) => DataForm.Build(DataFormType.Form, PubSubNamespaces.SubscribeOptionsForm)
        .Boolean(DeliverVar, subscription.Deliver, "Whether notifications are delivered")
        .Text(ExpireVar, subscription.Expires is { } expires ? EventMessages.Stamp(expires) : null, "When the subscription ends by itself").ToElement();

    private static StanzaError? Find(PubSubCall call, out PubSubNode node, out Subscription subscription)
    {
        subscription = null!;
        if (call.Find(out node) is { } error) return error;
        if (call.Action["jid"] is null) return PubSubErrors.JidRequired();
        if (!Protocol.Addressing.Jid.TryParse(call.Action["jid"], out var jid)) return PubSubErrors.InvalidJid();
        if (jid.Bare != call.From.Bare) return StanzaError.Forbidden();
        if (call.Action["subid"] is { Length: > 0 }) return PubSubErrors.InvalidSubId();
        if (!node.Subscriptions.TryGetValue(jid.ToString(), out var found)) return PubSubErrors.NotSubscribed();
        subscription = found;
        return null;
    }
}
