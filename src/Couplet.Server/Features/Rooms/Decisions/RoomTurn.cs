using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A decision while it is being made: each event counts at once for what is decided after it.</summary>
internal sealed class RoomTurn(RoomState? before, RoomContext context)
{
    private readonly RoomState? _before = before;
    private readonly ImmutableArray<RoomStep>.Builder _steps = ImmutableArray.CreateBuilder<RoomStep>();

    /// <summary>The room as it is by now; null if there is none.</summary>
    internal RoomState? State { get; private set; } = before;

    /// <summary>The room as it is by now, where there must be one.</summary>
    internal RoomState Room => State!;

    /// <summary>What was told from outside.</summary>
    internal RoomContext Context { get; } = context;

    /// <summary>Something happens.</summary>
    internal void Emit(RoomEvent e)
    {
        var stamped = e with { At = Context.Now, Cause = Context.CommandId };
        State = RoomFold.Apply(State, stamped);
        _steps.Add(new RoomStep(stamped, default));
    }

    /// <summary>Somebody is told something, without an event.</summary>
    internal void Deliver(RoomDelivery delivery) => _steps.Add(new RoomStep(null, delivery));

    /// <summary>The stanza is sent to the address it names.</summary>
    internal void Reply(Stanza stanza) => Deliver(RoomDelivery.Of(stanza));

    /// <summary>
    /// The request is refused: nothing of it happens, and the sender is told why. Presence is answered with the <c>x</c> of entering
    /// (§7.2, §7.6), messages and requests with what they said (§7.5, §8.1, §10.2, §10.9), a request with <paramref name="echo"/> if that is given.
    /// </summary>
    internal void Refuse(Stanza request, StanzaError error, Element? echo = null)
    {
        _steps.Clear();
        State = _before;
        error = error with { By = Context.Room, WithLegacyCode = true };
        switch (request)
        {
            case Iq { IsRequest: true } iq:
                Reply((echo is null ? iq : iq.WithContent([echo])).ToError(error));
                break;
            case Presence { IsError: false } presence:
                Reply(presence.WithContent([new Element("x", MucNamespaces.Muc)]).ToError(error));
                break;
            case Message { IsError: false } message:
                Reply(message.ToError(error));
                break;
        }
    }

    /// <summary>What has been decided.</summary>
    internal RoomDecision ToDecision() => new(_before, State, _steps.ToImmutable());

    /// <summary>What the sender is to the room: a service's admin counts as an owner.</summary>
    internal Affiliation AffiliationOf(Jid jid) => Context.IsServiceAdmin(jid) ? Affiliation.Owner : State?.AffiliationOf(jid) ?? Affiliation.None;

    /// <summary>Whether the account has got its affiliation by this decision and was nothing to the room before.</summary>
    internal bool IsNew(Jid account)
        => _before is not null && !_before.Affiliations.ContainsKey(account) && Room.Affiliations.ContainsKey(account);

    /// <summary>A nickname as this room may show it, or null (§17.1).</summary>
    internal string? PrepareNick(string? wanted) => Nickname.Prepare(wanted, Context.Options.StrictNicknames);

    /// <summary>The sender as others get to know it.</summary>
    internal Actor ActorOf(Jid jid)
        => new(jid, (State?.Occupants.BySession(jid) ?? State?.Occupants.OfAccount(jid.Bare).FirstOrDefault())?.Nick);
}
