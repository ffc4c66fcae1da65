using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>The errors of XEP-0060 that have a condition of their own.</summary>
internal static class PubSubErrors
{
    internal static StanzaError NodeIdRequired() => With(StanzaError.BadRequest(), "nodeid-required");
    internal static StanzaError ItemRequired() => With(StanzaError.BadRequest(), "item-required");
    internal static StanzaError PayloadRequired() => With(StanzaError.BadRequest(), "payload-required");
    internal static StanzaError ItemForbidden() => With(StanzaError.BadRequest(), "item-forbidden");
    internal static StanzaError InvalidPayload() => With(StanzaError.BadRequest(), "invalid-payload");
    internal static StanzaError InvalidJid() => With(StanzaError.BadRequest(), "invalid-jid");
    internal static StanzaError JidRequired() => With(StanzaError.BadRequest(), "jid-required");
    internal static StanzaError InvalidOptions() => With(StanzaError.BadRequest(), "invalid-options");
    internal static StanzaError PayloadTooBig() => With(StanzaError.NotAcceptable(), "payload-too-big");
    internal static StanzaError UnsupportedAccessModel() => With(StanzaError.NotAcceptable(), "unsupported-access-model");
    internal static StanzaError InvalidSubId() => With(StanzaError.NotAcceptable(), "invalid-subid");
    internal static StanzaError NodeFull() => With(StanzaError.Conflict(), "node-full");
    internal static StanzaError PreconditionNotMet() => With(StanzaError.Conflict(), "precondition-not-met");
    internal static StanzaError ClosedNode() => With(StanzaError.NotAllowed(), "closed-node");
    internal static StanzaError PresenceSubscriptionRequired() => With(StanzaError.NotAuthorized(), "presence-subscription-required");
    internal static StanzaError NotInRosterGroup() => With(StanzaError.NotAuthorized(), "not-in-roster-group");
    internal static StanzaError PendingSubscription() => With(StanzaError.NotAuthorized(), "pending-subscription");
    internal static StanzaError NotSubscribedToRead() => With(StanzaError.NotAuthorized(), "not-subscribed");
    internal static StanzaError NotSubscribed() => With(StanzaError.UnexpectedRequest() with { Type = StanzaErrorType.Cancel }, "not-subscribed");
    internal static StanzaError TooManySubscriptions() => With(StanzaError.PolicyViolation() with { Type = StanzaErrorType.Wait }, "too-many-subscriptions");

    internal static StanzaError Unsupported(string feature) => StanzaError.FeatureNotImplemented()
        with { Application = new Element("unsupported", PubSubNamespaces.Errors, new XmlAttr("feature", feature)) };

    private static StanzaError With(StanzaError error, string condition) => error with { Application = new Element(condition, PubSubNamespaces.Errors) };
}
