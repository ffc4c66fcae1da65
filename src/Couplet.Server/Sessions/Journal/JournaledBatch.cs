using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// What a room says to resumable sessions because of events that are about to be committed, and which stanzas are handled by them. It is in the
/// journal before the events are in the log, so that either both are there after a crash or neither counts.
/// </summary>
internal sealed class JournaledBatch(string stream, long sequence)
{
    /// <summary>Its number; 0 before it is in the journal.</summary>
    internal long Id { get; set; }

    /// <summary>The stream of the events.</summary>
    internal string Stream { get; } = stream;

    /// <summary>The number of the last of them: once the log has it, the batch counts.</summary>
    internal long Sequence { get; } = sequence;

    /// <summary>In the order of the wire.</summary>
    internal List<BatchDelivery> Deliveries { get; } = [];

    /// <summary>The clients' stanzas that led to the events.</summary>
    internal List<InboundMark> Handled { get; } = [];

    /// <summary>The delivery of a stanza; deliveries are asked for in their order, and <paramref name="at"/> goes along.</summary>
    internal BatchDelivery? Find(Stanza template, ref int at)
        => at < Deliveries.Count && ReferenceEquals(Deliveries[at].Template, template) ? Deliveries[at++] : null;

    internal bool IsEmpty => Deliveries.Count == 0 && Handled.Count == 0;
}

/// <summary>One stanza of a batch.</summary>
internal sealed class BatchDelivery(Stanza? template, EncodedStanza stanza)
{
    /// <summary>Of what it was encoded; null in a batch that was read.</summary>
    internal Stanza? Template { get; } = template;

    internal EncodedStanza Stanza { get; } = stanza;

    internal List<(JournaledSession Entry, Jid To)> Recipients { get; } = [];
}
