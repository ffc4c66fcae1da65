using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Carbons;
using Couplet.Server.Features.Components;
using Couplet.Server.Observability;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>
/// What a bound session sends (RFC 6120 §8, §10.3): checked, given its sender, and passed on. Runs on the reading side of its stream, one
/// stanza at a time.
/// </summary>
internal sealed class StanzaIntake(StreamSession session)
{
    private readonly CoupletServer _server = session.Account.Server;
    private readonly string _full = session.Jid.ToString();
    private readonly string _bare = session.Account.Jid.ToString();

    /// <summary>Takes a stanza.</summary>
    /// <exception cref="StreamErrorException">The sender is forged.</exception>
    internal void Take(RawElement raw)
    {
        if (raw["from"] is { } from && !IsOwn(from)) throw new StreamErrorException(StreamErrorCondition.InvalidFrom, "The 'from' address is not this session's.");
        if (!Stanza.TryRead(raw, session.Jid, out var read, out var error)) throw new StreamErrorException(StreamErrorCondition.UnsupportedStanzaType);
        Telemetry.Received(read!);
        using var activity = Tracing.Receive(read!);
        var handled = session.Inbound.Next();
        var stanza = error is null && read is not Presence && read!.To.IsEmpty ? read.WithAddresses(session.Jid, session.Account.Jid) : read!;
        if (session.Journaled is not null && handled.Mark is { } mark && Journal.InboundJournal.Arrived(mark, stanza))
        {
            // Sent again after the server's restart, which had done it already.
            handled.Complete();
            return;
        }
        error ??= Check(stanza);
        if (error is null)
        {
            Send(stanza, handled);
            return;
        }
        Refuse(stanza, error, raw["to"]);
        handled.Complete();
    }

    /// <summary>Passes on what the session says, or what is said for it at its end.</summary>
    internal void Send(Stanza stanza, Handled handled)
    {
        if (stanza.To.IsEmpty || (IsPeople(stanza.To.Domain) && (stanza.To.Local is not null || IsSubscription(stanza))))
            session.Account.Post(new Work(stanza, handled, session));
        else
        {
            if (stanza is Message { Type: not MessageType.Groupchat, To.IsFull: true } toOccupant) CarbonsFeature.SentPast(session, toOccupant);
            _server.Router.Route(stanza, handled);
        }
        if (stanza is Presence { To.IsEmpty: true, Type: PresenceType.Unavailable } leaving) WithdrawDirected(leaving);
    }

    /// <summary>Tells everybody who was sent presence directly that the session is unavailable (RFC 6121 §4.6.3).</summary>
    internal void WithdrawDirected(Presence unavailable)
    {
        foreach (var target in session.Directed.TakeAll())
        {
            if (session.Journaled is { } entry) Journal.InboundJournal.Directed(entry, target, isAvailable: false);
            Send(unavailable.WithAddresses(session.Jid, target), default);
        }
    }

    // What is said to people, here or behind a gateway, is the account's business (roster, archive, carbons); services are spoken to directly.
    private bool IsPeople(string domain)
        => domain == _server.Domain.Domain || domain == _server.Guests?.Domain || _server.Router.Find(domain) is null or ComponentHost;

    // Of a gateway or another service behind its domain alone; the own domain has no presence.
    private bool IsSubscription(Stanza stanza) => _server.FindAccounts(stanza.To.Domain) is null
        && stanza is Presence { Type: PresenceType.Subscribe or PresenceType.Subscribed or PresenceType.Unsubscribe or PresenceType.Unsubscribed };

    private bool IsOwn(string from)
        => from == _full || from == _bare || (Jid.TryParse(from, out var jid) && (jid == session.Jid || jid == session.Account.Jid));

    private StanzaError? Check(Stanza stanza)
    {
        switch (stanza)
        {
            case Iq { IsRequest: true } iq when iq.FirstChild is null || iq.Elements().Skip(1).Any():
                return StanzaError.BadRequest("An iq request has exactly one child element.");
            case Presence { To.IsEmpty: false } presence when !session.Directed.TryNote(presence):
                return StanzaError.ResourceConstraint("Presence was sent to too many addresses.");
            case Presence { To.IsEmpty: false, Type: PresenceType.Available or PresenceType.Unavailable } presence:
                if (session.Journaled is { } entry) Journal.InboundJournal.Directed(entry, presence.To, presence.Type == PresenceType.Available);
                return null;
            default:
                return null;
        }
    }

    // RFC 6120 §8.3.1: never an answer to an error; from the address the stanza was for, even if that is none.
    private void Refuse(Stanza stanza, StanzaError error, string? to)
    {
        Stanza? answer = stanza switch
        {
            Iq { Type: IqType.Get or IqType.Set } or Iq { Id: null, Type: not IqType.Error } => ((Iq)stanza).ToError(error),
            Message { IsError: false } message => message.ToError(error),
            Presence { IsError: false } presence => presence.ToError(error),
            _ => null,
        };
        if (answer is not null) session.Deliver(EncodedStanza.Of(answer, stanza.To.IsEmpty ? to : null), session.Jid);
    }
}
