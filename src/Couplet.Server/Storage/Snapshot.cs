namespace Couplet.Server.Storage;

/// <summary>The state of a stream after its event number <paramref name="Sequence"/>, so that opening it need not read the whole log.</summary>
/// <param name="Stream">The log.</param>
/// <param name="Sequence">The last event that the state contains.</param>
/// <param name="Version">The version of the payload's layout.</param>
/// <param name="Payload">The state.</param>
public sealed record Snapshot(StreamId Stream, long Sequence, int Version, ReadOnlyMemory<byte> Payload);
