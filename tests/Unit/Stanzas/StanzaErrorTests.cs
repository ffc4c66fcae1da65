using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Stanzas;

public class StanzaErrorTests
{
    // RFC 6120 §8.3.3, in its order.
    private static readonly string[] s_stanzaConditions =
    [
        "bad-request", "conflict", "feature-not-implemented", "forbidden", "gone", "internal-server-error", "item-not-found", "jid-malformed",
        "not-acceptable", "not-allowed", "not-authorized", "policy-violation", "recipient-unavailable", "redirect", "registration-required",
        "remote-server-not-found", "remote-server-timeout", "resource-constraint", "service-unavailable", "subscription-required",
        "undefined-condition", "unexpected-request",
    ];

    // RFC 6120 §4.9.3, in its order.
    private static readonly string[] s_streamConditions =
    [
        "bad-format", "bad-namespace-prefix", "conflict", "connection-timeout", "host-gone", "host-unknown", "improper-addressing",
        "internal-server-error", "invalid-from", "invalid-namespace", "invalid-xml", "not-authorized", "not-well-formed", "policy-violation",
        "remote-connection-failed", "reset", "resource-constraint", "restricted-xml", "see-other-host", "system-shutdown", "undefined-condition",
        "unsupported-encoding", "unsupported-feature", "unsupported-stanza-type", "unsupported-version",
    ];

    [Fact]
    public void Every_condition_and_type_survives_the_wire()
    {
        Assert.Equal(s_stanzaConditions, Enum.GetValues<StanzaErrorCondition>().Select(c => new StanzaError(StanzaErrorType.Cancel, c).Name));
        foreach (var condition in Enum.GetValues<StanzaErrorCondition>())
        {
            foreach (var type in Enum.GetValues<StanzaErrorType>())
            {
                var error = new StanzaError(type, condition, "why") { By = Jid.Parse("room@example.org"), Detail = "xmpp:else@example.org" };
                Assert.Equal(error, StanzaError.FromElement(error.ToElement()));
            }
        }
    }

    [Fact]
    public void Unknown_condition_becomes_undefined_condition()
    {
        var application = new Element("too-many", "urn:example:errors");
        var error = StanzaError.FromElement(new Element("error", Stanza.ClientNamespace, new Element("novel", StanzaError.Namespace), application));
        Assert.Equal((StanzaErrorType.Cancel, StanzaErrorCondition.UndefinedCondition), (error.Type, error.Condition));
        Assert.Same(application, error.Application);
    }

    [Fact]
    public void Stream_errors_are_those_of_the_rfc()
    {
        Assert.Equal(s_streamConditions, Enum.GetValues<StreamErrorCondition>().Select(c => new StreamError(c).Name));
        foreach (var condition in Enum.GetValues<StreamErrorCondition>())
        {
            var element = new StreamError(condition, "why").ToElement();
            Assert.True(element.Is("error", StreamError.StreamNamespace));
            Assert.NotNull(element.Child(new StreamError(condition).Name, StreamError.Namespace));
            Assert.Equal("why", element.Child("text", StreamError.Namespace)?.Text);
        }
    }
}
