using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Stanzas;

/// <summary>
/// Why a stanza was refused (RFC 6120 §8.3): an expected outcome, so a value and no exception. There is a factory for each defined
/// condition, with the error type that §8.3.3 recommends.
/// </summary>
public sealed record StanzaError(StanzaErrorType Type, StanzaErrorCondition Condition, string? Text = null)
{
    /// <summary>The namespace of the conditions.</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /// <summary>Who reports the error, where that is of interest (<c>by</c>).</summary>
    public Jid By { get; init; }

    /// <summary>Whether the pre-RFC numeric <c>code</c> (XEP-0086) is written.</summary>
    public bool WithLegacyCode { get; init; }

    /// <summary>The condition's character data (the new address with <c>gone</c> and <c>redirect</c>).</summary>
    public string? Detail { get; init; }

    /// <summary>An application-specific condition.</summary>
    public Element? Application { get; init; }

    /// <summary>The condition's name on the wire, such as <c>item-not-found</c>.</summary>
    public string Name => WireName.Of(Condition);

    /// <summary>The numeric code of XEP-0086 for the condition.</summary>
    public int LegacyCode => Condition switch
    {
        StanzaErrorCondition.Gone or StanzaErrorCondition.Redirect => 302,
        StanzaErrorCondition.BadRequest or StanzaErrorCondition.JidMalformed or StanzaErrorCondition.UnexpectedRequest => 400,
        StanzaErrorCondition.NotAuthorized => 401,
        StanzaErrorCondition.Forbidden => 403,
        StanzaErrorCondition.ItemNotFound or StanzaErrorCondition.RecipientUnavailable or StanzaErrorCondition.RemoteServerNotFound => 404,
        StanzaErrorCondition.NotAllowed => 405,
        StanzaErrorCondition.NotAcceptable => 406,
        StanzaErrorCondition.RegistrationRequired or StanzaErrorCondition.SubscriptionRequired => 407,
        StanzaErrorCondition.Conflict => 409,
        StanzaErrorCondition.FeatureNotImplemented => 501,
        StanzaErrorCondition.ServiceUnavailable => 503,
        StanzaErrorCondition.RemoteServerTimeout => 504,
        _ => 500,
    };

    /// <summary>The <c>error</c> child of an error stanza.</summary>
    public Element ToElement() => new("error", Stanza.ClientNamespace,
        new XmlAttr("type", WireName.Of(Type)),
        WithLegacyCode ? new XmlAttr("code", LegacyCode.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
        By.IsEmpty ? null : new XmlAttr("by", By.ToString()),
        new Element(Name, Namespace, Detail),
        Text is null ? null : new Element("text", Namespace, XmlAttr.Lang("en"), Text),
        Application);

    /// <summary>Reads an <c>error</c> element; anything unknown becomes <c>undefined-condition</c>.</summary>
    public static StanzaError FromElement(Element error)
    {
        if (!WireName.TryParse<StanzaErrorType>(error["type"] ?? "", out var type)) type = StanzaErrorType.Cancel;
        var condition = StanzaErrorCondition.UndefinedCondition;
        string? detail = null;
        Element? application = null;
        foreach (var child in error.Elements())
        {
            if (child.Namespace != Namespace) application ??= child;
            else if (child.Name != "text" && WireName.TryParse<StanzaErrorCondition>(child.Name, out var found))
            {
                condition = found;
                if (child.Text.Length > 0) detail = child.Text;
            }
        }
        Jid.TryParse(error["by"], out var by);
        return new StanzaError(type, condition, error.Child("text", Namespace)?.Text) { By = by, Detail = detail, Application = application };
    }

    /// <summary>§8.3.3.1.</summary>
    public static StanzaError BadRequest(string? text = null) => new(StanzaErrorType.Modify, StanzaErrorCondition.BadRequest, text);
    /// <summary>§8.3.3.2.</summary>
    public static StanzaError Conflict(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.Conflict, text);
    /// <summary>§8.3.3.3.</summary>
    public static StanzaError FeatureNotImplemented(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.FeatureNotImplemented, text);
    /// <summary>§8.3.3.4.</summary>
    public static StanzaError Forbidden(string? text = null) => new(StanzaErrorType.Auth, StanzaErrorCondition.Forbidden, text);
    /// <summary>§8.3.3.5; <paramref name="address"/> is where the entity is now.</summary>
    public static StanzaError Gone(string? address = null, string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.Gone, text) { Detail = address };
    /// <summary>§8.3.3.6.</summary>
    public static StanzaError InternalServerError(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.InternalServerError, text);
    /// <summary>§8.3.3.7.</summary>
    public static StanzaError ItemNotFound(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.ItemNotFound, text);
    /// <summary>§8.3.3.8.</summary>
    public static StanzaError JidMalformed(string? text = null) => new(StanzaErrorType.Modify, StanzaErrorCondition.JidMalformed, text);
    /// <summary>§8.3.3.9.</summary>
    public static StanzaError NotAcceptable(string? text = null) => new(StanzaErrorType.Modify, StanzaErrorCondition.NotAcceptable, text);
    /// <summary>§8.3.3.10.</summary>
    public static StanzaError NotAllowed(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.NotAllowed, text);
    /// <summary>§8.3.3.11.</summary>
    public static StanzaError NotAuthorized(string? text = null) => new(StanzaErrorType.Auth, StanzaErrorCondition.NotAuthorized, text);
    /// <summary>§8.3.3.12.</summary>
    public static StanzaError PolicyViolation(string? text = null) => new(StanzaErrorType.Modify, StanzaErrorCondition.PolicyViolation, text);
    /// <summary>§8.3.3.13.</summary>
    public static StanzaError RecipientUnavailable(string? text = null) => new(StanzaErrorType.Wait, StanzaErrorCondition.RecipientUnavailable, text);
    /// <summary>§8.3.3.14; <paramref name="address"/> is the one to use.</summary>
    public static StanzaError Redirect(string? address = null, string? text = null) => new(StanzaErrorType.Modify, StanzaErrorCondition.Redirect, text) { Detail = address };
    /// <summary>§8.3.3.15.</summary>
    public static StanzaError RegistrationRequired(string? text = null) => new(StanzaErrorType.Auth, StanzaErrorCondition.RegistrationRequired, text);
    /// <summary>§8.3.3.16.</summary>
    public static StanzaError RemoteServerNotFound(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.RemoteServerNotFound, text);
    /// <summary>§8.3.3.17.</summary>
    public static StanzaError RemoteServerTimeout(string? text = null) => new(StanzaErrorType.Wait, StanzaErrorCondition.RemoteServerTimeout, text);
    /// <summary>§8.3.3.18.</summary>
    public static StanzaError ResourceConstraint(string? text = null) => new(StanzaErrorType.Wait, StanzaErrorCondition.ResourceConstraint, text);
    /// <summary>§8.3.3.19.</summary>
    public static StanzaError ServiceUnavailable(string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.ServiceUnavailable, text);
    /// <summary>§8.3.3.20.</summary>
    public static StanzaError SubscriptionRequired(string? text = null) => new(StanzaErrorType.Auth, StanzaErrorCondition.SubscriptionRequired, text);
    /// <summary>§8.3.3.21.</summary>
    public static StanzaError UndefinedCondition(Element? application = null, string? text = null) => new(StanzaErrorType.Cancel, StanzaErrorCondition.UndefinedCondition, text) { Application = application };
    /// <summary>§8.3.3.22.</summary>
    public static StanzaError UnexpectedRequest(string? text = null) => new(StanzaErrorType.Wait, StanzaErrorCondition.UnexpectedRequest, text);
}
