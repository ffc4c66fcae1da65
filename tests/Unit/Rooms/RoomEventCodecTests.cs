using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.View;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class RoomEventCodecTests
{
    private static readonly StanzaPayload s_payload = StanzaPayload.Of([new Element("body", Stanza.ClientNamespace, "a < b & \"c\" 'd'")]);
    private static readonly Actor s_actor = new(Romeo, "Romeo");

    private static readonly RoomEvent[] s_examples =
    [
        new RoomCreated(Address, Romeo.Bare, true, [new OptionValue("muc#roomconfig_whois", ["anyone"])]),
        new RoomUnlocked(),
        new ConfigurationChanged([new OptionValue("muc#roomconfig_presencebroadcast", ["none", "visitor"])], s_actor),
        new OccupantJoined(Juliet, "Juliet", Role.Participant, "oid", s_payload, -1, "j1", true, true, new HistoryRequest(1, null, DateTimeOffset.UnixEpoch)),
        new OccupantLeft(Juliet, s_payload, null, true),
        new PresenceUpdated(Juliet, StanzaPayload.Empty, 3, "p1"),
        new NickChanged(Juliet, "Giulietta", Role.Visitor, s_payload, 0, null, false),
        new RoleChanged("Juliet", Role.None, 307, s_actor, "Out!"),
        new AffiliationChanged(Juliet.Bare, Affiliation.Outcast, null, "Why not", s_actor, [new RoleAssignment("Juliet", Role.None)], 301, true, false),
        new MessageSent(Juliet, "Juliet", "oid", "m1", "a1", "it", s_payload, true, true, true),
        new SubjectChanged(Juliet, "Juliet", "oid", "m2", "a2", null, s_payload),
        new Invited(Romeo, Juliet.Bare, "i1", s_payload),
        new InvitationDeclined(Juliet.Bare, Romeo, null, StanzaPayload.Empty),
        new RegistrationRequested(Juliet.Bare, "Juliet"),
        new RegistrationRefused(Juliet.Bare, null),
        new ServiceStopped(),
        new RoomDestroyed("Dawn", Address, "secret", true),
        new MessageRetracted("a1", "r1"),
        new MessageModerated("a1", "m3", "a3", "Romeo", "oid", "Language!"),
        new HatDefined(new Hat("urn:example:host", "Host", "327.2")),
        new HatDestroyed("urn:example:host"),
        new HatAssigned(Juliet.Bare, "urn:example:host", true),
        new VCardChanged(s_payload),
        new TokenIssued("token", Romeo.Bare, DateTimeOffset.UnixEpoch, 5),
        new TokenUsed("token", Juliet.Bare),
        new TokenRevoked("token"),
    ];

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, s_examples.Length)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_event_survives_being_stored(int example)
    {
        var e = s_examples[example] with { At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), Cause = "c1" };
        var json = RoomEventCodec.Encode(e);
        var back = RoomEventCodec.Decode(json);
        Assert.IsType(e.GetType(), back);
        Assert.Equal(e.At, back.At);
        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(RoomEventCodec.Encode(back)));
    }

    [Fact]
    public void Every_event_has_an_example_and_a_name()
    {
        var types = typeof(RoomEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RoomEvent))).ToHashSet();
        Assert.Equal(types, [.. s_examples.Select(e => e.GetType())]);
        Assert.Equal(types, [.. typeof(RoomEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType)]);
    }

    /// <summary>These stand in databases. A failure means: give the changed event a new name and version, and keep reading the old one.</summary>
    [Fact]
    public void The_stored_names_never_change()
    {
        Assert.Equal("room-created.1 room-unlocked.1 configuration-changed.1 occupant-joined.1 occupant-left.1 presence-updated.1 nick-changed.1 "
            + "role-changed.1 affiliation-changed.1 message-sent.1 subject-changed.1 invited.1 invitation-declined.1 registration-requested.1 "
            + "registration-refused.1 service-stopped.1 room-destroyed.1 message-retracted.1 message-moderated.1 hat-defined.1 hat-destroyed.1 "
            + "hat-assigned.1 vcard-changed.1 token-issued.1 token-used.1 token-revoked.1",
            string.Join(' ', typeof(RoomEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)));
        Assert.Equal("Outcast None Member Admin Owner", string.Join(' ', Enum.GetNames<Affiliation>()));
        Assert.Equal("None Visitor Participant Moderator", string.Join(' ', Enum.GetNames<Role>()));
        Assert.Equal("""{"event":"affiliation-changed.1","account":"juliet@localhost","affiliation":"Outcast","reason":"Why not","actor":{"jid":"romeo@localhost/orchard","nick":"Romeo"},"roles":[{"nick":"Juliet","role":"None"}],"code":301,"announce":true,"notify":false,"at":"0001-01-01T00:00:00+00:00"}""",
            Encoding.UTF8.GetString(RoomEventCodec.Encode(s_examples[8])));
    }

    [Fact]
    public void A_message_stored_by_an_older_version_counts_as_said_among_hidden_addresses()
    {
        const string stored = """{"event":"message-sent.1","session":"juliet@localhost/balcony","nick":"Juliet","occupantId":"oid","archiveId":"a1","payload":"","historic":true,"at":"2026-01-02T03:04:05Z"}""";
        var e = Assert.IsType<MessageSent>(RoomEventCodec.Decode(Encoding.UTF8.GetBytes(stored)));
        Assert.Null(e.NonAnonymous);
        Assert.Null(e.Prior);
        var open = Open(("muc#roomconfig_whois", ["anyone"])).State!;
        Assert.DoesNotContain("juliet@localhost", MessageView.Archived(e, open, AddressSight.Public).ToString(), StringComparison.Ordinal);
        Assert.Contains("juliet@localhost", MessageView.Archived(e, open, AddressSight.All).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_members_does_not_matter()
    {
        var e = Assert.IsType<RegistrationRequested>(RoomEventCodec.Decode("""{"nick":"N","account":"a@b","at":"2026-01-02T03:04:05Z","event":"registration-requested.1"}"""u8));
        Assert.Equal("N", e.Nick);
    }

    [Fact]
    public void A_stored_room_is_the_same_room()
    {
        var room = new RandomRoom(7);
        for (var i = 0; i < 300; i++) room.Step();
        var stored = room.Bench.Log.Select(e => RoomEventCodec.Decode(RoomEventCodec.Encode(e)));
        Assert.Equal(RoomText.Describe(room.Bench.State), RoomText.Describe(RoomFold.Apply(null, stored)));
    }

    [Fact]
    public void What_comes_from_storage_can_be_shown()
    {
        var bench = Open();
        bench.Say(Romeo, "a < b");
        var state = RoomFold.Apply(null, bench.Log.Select(e => RoomEventCodec.Decode(RoomEventCodec.Encode(e))));
        var outcome = RoomProcess.Handle(ref state, new StanzaArrived(new Presence(new StanzaHeader(Juliet, Address.WithResource("Juliet")),
            PresenceType.Available, new Element("x", MucNamespaces.Muc))), bench.Context);
        Assert.Contains(outcome.Deliveries, d => d.Template is Message { Body: "a < b" });
    }
}
