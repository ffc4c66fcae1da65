using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Snapshots;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class AddOnSnapshotTests
{
    [Fact]
    public void Hats_tokens_and_the_vcard_outlive_a_snapshot()
    {
        var bench = Open();
        var at = bench.Now;
        RoomEvent[] more =
        [
            new HatDefined(new Hat("urn:example:host", "Host", null)) { At = at },
            new HatAssigned(Juliet.Bare, "urn:example:host", true) { At = at },
            new TokenIssued("token", Romeo.Bare, at.AddDays(1), 3) { At = at },
            new VCardChanged(StanzaPayload.Of([new Element("PHOTO", ForeignNamespaces.VCard, new Element("BINVAL", ForeignNamespaces.VCard, "YWJj"))])) { At = at },
        ];
        var back = RoomSnapshotCodec.Decode(RoomSnapshotCodec.Encode(RoomFold.Apply(bench.State, more)))!;
        Assert.Equal("Host", back.Hats["urn:example:host"].Title);
        Assert.Equal("urn:example:host", Assert.Single(back.Worn[Juliet.Bare]));
        Assert.Equal(new InviteToken(Romeo.Bare, at.AddDays(1), 3), back.Tokens["token"]);
        Assert.Single(back.VCard!.PhotoHashes);
        Assert.Equal(bench.State!.ListVersion, back.ListVersion);
    }
}
