using System.Globalization;
using System.Security.Cryptography;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Stream management (XEP-0198): enabling, acknowledging; resuming is <see cref="Resumption"/>'s.</summary>
internal sealed class StreamManagementStep : NegotiationStep
{
    internal override StreamState Needs => StreamState.Authenticated;

    internal override StreamState Forbids => StreamState.None;

    internal override IEnumerable<Element> Offer(ClientStream stream) => [new Element("sm", StreamManagement.Namespace)];

    internal override bool Knows(RawElement element) => element.Namespace == StreamManagement.Namespace;

    internal override ValueTask TakeAsync(ClientStream stream, RawElement element)
    {
        switch (element.Name)
        {
            case "enable":
                Enable(stream, element);
                break;
            case "resume":
                return Resumption.TakeAsync(stream, element);
            case "r" when stream.Session is { Management: not null } session:
                session.Inbound.NotifyWhenHandled(() => session.Outbound.Enqueue(new HandledAnswer(() => session.HandledCount)));
                break;
            case "a" when stream.Session is { Management: { } management } session:
                if (!TryCount(element["h"], out var h)) throw new StreamErrorException(StreamErrorCondition.BadFormat, "The 'h' attribute is no count.");
                CheckCount(management, h);
                session.Outbound.Schedule();
                break;
            default:
                Refuse(stream, StanzaError.UnexpectedRequest());
                break;
        }
        return default;
    }

    internal override void OutOfTurn(ClientStream stream, RawElement element) => Refuse(stream, StanzaError.UnexpectedRequest());

    /// <summary>Answers with <c>failed</c> (XEP-0198 §6).</summary>
    internal static void Refuse(ClientStream stream, StanzaError error, uint? h = null) => stream.Send(new Element("failed", StreamManagement.Namespace,
        h is null ? null : new XmlAttr("h", h.Value.ToString(CultureInfo.InvariantCulture)), new Element(error.Name, StanzaError.Namespace)));

    internal static bool TryCount(string? text, out uint h) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out h);

    /// <summary>Notes an acknowledgement.</summary>
    /// <exception cref="StreamErrorException">More was acknowledged than was sent.</exception>
    internal static void CheckCount(StreamManagement management, uint h)
    {
        if (management.Acknowledge(h)) return;
        var sent = unchecked((uint)management.SentCount);
        throw new StreamErrorException(new StreamError(StreamErrorCondition.UndefinedCondition, $"You acknowledged {h} stanzas, but only {sent} were sent.",
            new Element("handled-count-too-high", StreamManagement.Namespace,
                new XmlAttr("h", h.ToString(CultureInfo.InvariantCulture)), new XmlAttr("send-count", sent.ToString(CultureInfo.InvariantCulture)))));
    }

    private static void Enable(ClientStream stream, RawElement enable)
    {
        if (stream.Session is not { Management: null } session)
        {
            Refuse(stream, StanzaError.UnexpectedRequest());
            return;
        }
        var limits = stream.Server.Options.Limits;
        var seconds = limits.ResumptionSeconds;
        if (TryCount(enable["max"], out var most) && most < seconds) seconds = (int)most;
        var resumable = enable["resume"] is "true" or "1" && seconds > 0;
        var id = resumable ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
        var management = new StreamManagement(limits.ResumptionStanzas, id, session.Inbound.Received, seconds);
        if (id is not null) stream.Directory.TryAddResumable(session, id);
        var enabled = new Element("enabled", StreamManagement.Namespace,
            id is null ? null : new XmlAttr("id", id),
            id is null ? null : new XmlAttr("resume", "true"),
            id is null ? null : new XmlAttr("max", seconds.ToString(CultureInfo.InvariantCulture)),
            id is null || stream.Server.Options.ResumptionLocation is not { } location ? null : new XmlAttr("location", location));
        // Who logs in without a name (XEP-0175) is somebody else after a restart.
        var journal = session.Account.Host.IsForGuests || stream.Server.Journal is not { IsSound: true } sound ? null : sound;
        session.Manage(management, journal, stream.Transport.Framing.Encode(enabled));
    }
}
