using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.View;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class RetractionTests
{
    [Fact]
    public void An_author_takes_a_message_back_and_newcomers_see_a_tombstone()
    {
        var bench = WithJuliet();
        bench.Say(Juliet, "Wherefore art thou?");
        var sent = Assert.IsType<MessageSent>(bench.Log[^1]);
        Retract(bench, Juliet, sent.ArchiveId);
        Assert.Equal([typeof(MessageSent), typeof(MessageRetracted)], bench.Last!.Events.Select(e => e.GetType()));
        bench.Join(Rosaline, "Rosaline");
        var history = bench.All(Rosaline).OfType<Message>().Where(m => m.Child("subject", Stanza.ClientNamespace) is null).ToList();
        Assert.DoesNotContain(history, m => m.ToString().Contains("Wherefore", StringComparison.Ordinal));
        var tombstone = history[0];
        Assert.Equal(("m1", Address.WithResource("Juliet")), (tombstone.Id, tombstone.From));
        Assert.Equal("r1", tombstone.Child("retracted", MessageTraits.Retraction)!["id"]);
        Assert.Equal(sent.ArchiveId, tombstone.Child("stanza-id", ForeignNamespaces.StanzaId)!["id"]);
        Assert.Equal(sent.OccupantId, tombstone.Child("occupant-id", MucNamespaces.OccupantId)!["id"]);
    }

    [Fact]
    public void Nobody_takes_back_what_another_said()
    {
        var bench = WithJuliet();
        bench.Say(Romeo, "Mine");
        var id = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        bench.Forget();
        Retract(bench, Juliet, id);
        Assert.Empty(bench.Last!.Events);
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
    }

    [Fact]
    public void A_moderator_takes_a_message_away_and_everybody_is_told_by_the_room()
    {
        var bench = WithJuliet();
        bench.Say(Juliet, "A rude word");
        var id = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        bench.Forget();
        bench.Ask(Romeo, IqType.Set, Moderate(id));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        var notice = bench.Next(Juliet);
        Assert.Equal(Address, notice.From);
        var retract = notice.Child("retract", MessageTraits.Retraction)!;
        Assert.Equal(id, retract["id"]);
        Assert.Equal($"{Address}/Romeo", retract.Child("moderated", Tombstones.Moderation)!["by"]);
        Assert.Equal("Language!", retract.Child("reason")!.Text);
        Assert.DoesNotContain("rude", bench.State!.History[0].Payload.Xml, StringComparison.Ordinal);
    }

    [Fact]
    public void Moderation_is_for_moderators_and_for_messages_that_exist()
    {
        var bench = WithJuliet();
        bench.Say(Romeo, "Fine");
        var id = Assert.IsType<MessageSent>(bench.Log[^1]).ArchiveId;
        bench.Forget();
        bench.Ask(Juliet, IqType.Set, Moderate(id));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Romeo, IqType.Set, Moderate("unknown"));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, bench.Next(Romeo).Error!.Condition);
    }

    private static Element Moderate(string id) => new("moderate", Tombstones.Moderation, new XmlAttr("id", id),
        new Element("retract", MessageTraits.Retraction), new Element("reason", Tombstones.Moderation, "Language!"));

    private static void Retract(RoomBench bench, Protocol.Addressing.Jid who, string id)
        => bench.Send(new Message(new StanzaHeader(who, Address, "r1"), MessageType.Groupchat, new Element("retract", MessageTraits.Retraction, new XmlAttr("id", id))));

    private static RoomBench WithJuliet()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        return bench;
    }
}
