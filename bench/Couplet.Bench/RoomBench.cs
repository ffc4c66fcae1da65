using BenchmarkDotNet.Attributes;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Routing;

namespace Couplet.Bench;

/// <summary>A room without its shell: a message is decided, applied, rendered and encoded; then put in for each recipient.</summary>
[MemoryDiagnoser]
public class RoomBench
{
    private static readonly Jid s_room = Jid.Parse("tea@conference.example.net");

    private readonly System.Buffers.ArrayBufferWriter<byte> _output = new(1 << 20);
    private RoomState? _state;
    private Stanza _message = null!;
    private int _ids;

    [Params(10, 1000)]
    public int Occupants { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _state = null;
        for (var i = 0; i < Occupants; i++)
            Handle(new Presence(new StanzaHeader(Client(i), Jid.Parse($"{s_room}/nick{i}")), PresenceType.Available, new Element("x", MucNamespaces.Muc)));
        _message = new Message(new StanzaHeader(Client(0), s_room, "9b1c"), MessageType.Groupchat, [.. XmlFragment.Parse(Samples.Payload, Stanza.ClientNamespace)]);
    }

    [Benchmark(Description = "room: a message decided and rendered")]
    public int Decide()
    {
        // Always from the same state: a room's history would grow otherwise.
        var state = _state;
        return RoomProcess.Handle(ref state, new StanzaArrived(_message), Context()).Deliveries.Length;
    }

    [Benchmark(Description = "room: the same, encoded and written for all")]
    public int Deliver()
    {
        var state = _state;
        _output.ResetWrittenCount();
        foreach (var delivery in RoomProcess.Handle(ref state, new StanzaArrived(_message), Context()).Deliveries)
        {
            var encoded = EncodedStanza.Of(delivery.Template);
            foreach (var to in delivery.Recipients) encoded.WriteTo(_output, to.EscapedUtf8);
        }
        return _output.WrittenCount;
    }

    private void Handle(Stanza stanza) => RoomProcess.Handle(ref _state, new StanzaArrived(stanza), Context());

    private static Jid Client(int number) => Jid.Parse($"user{number}@example.net/phone");

    private RoomContext Context() => new()
    {
        Room = s_room,
        Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Options = new RoomServiceOptions { LockNewRooms = false, MaxOccupants = int.MaxValue, MessagesPerSecond = 0 },
        NewId = () => $"id{++_ids}",
        OccupantIdSalt = new byte[] { 1, 2, 3 },
        ArchiveId = static n => $"a{n}",
        CreationRefusal = static _ => null,
    };
}
