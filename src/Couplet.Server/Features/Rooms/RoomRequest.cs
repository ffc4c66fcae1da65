using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms;

/// <summary>What a room is asked to do.</summary>
internal abstract record RoomRequest;

/// <summary>A stanza from a full JID to the room or to one of its occupants.</summary>
internal sealed record StanzaArrived(Stanza Stanza) : RoomRequest;

/// <summary>A session is dead; a detached one that may be resumed is not.</summary>
/// <param name="Session">The full JID.</param>
/// <param name="Technical">Whether by an error or a time-out.</param>
internal sealed record SessionGone(Jid Session, bool Technical) : RoomRequest;

/// <summary>An account no longer exists: what the room holds for it is released.</summary>
internal sealed record AccountDeleted(Jid Account) : RoomRequest;

/// <summary>Nobody has come back since the service started.</summary>
internal sealed record Deserted : RoomRequest;

/// <summary>The service stops.</summary>
internal sealed record Shutdown(ImmutableHashSet<Jid> Staying) : RoomRequest;
