using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>A stanza on its way to one session.</summary>
/// <param name="Stanza">Shared by all that get it.</param>
/// <param name="To">The address to be put in.</param>
internal readonly record struct JournaledItem(EncodedStanza Stanza, Jid To);

/// <summary>A stanza queued for a session.</summary>
internal readonly record struct JournaledDelivery(StreamSession Session, EncodedStanza Stanza, Jid To);

/// <summary>A stanza that came from a session: which, and its number since counting began.</summary>
/// <param name="Entry">The session.</param>
/// <param name="Number">From 1 on.</param>
internal readonly record struct InboundMark(JournaledSession Entry, long Number);

/// <summary>An archive in which a stanza of the client stands, or was about to.</summary>
/// <param name="Stream">The archive's stream.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Id">Its archive id.</param>
internal sealed record StoredAs(string Stream, long Sequence, string Id);
