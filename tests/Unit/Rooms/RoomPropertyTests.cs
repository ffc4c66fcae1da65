using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;

namespace Couplet.Tests.Rooms;

public sealed class RoomPropertyTests
{
    private const int Steps = 150;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_events_alone_make_the_state(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < Steps; i++) room.Step();
        Assert.Equal(Describe(room.Bench.State), Describe(RoomFold.Apply(null, room.Bench.Log)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_a_client_has_seen_is_what_it_may_see(int seed)
    {
        var room = new RandomRoom(seed);
        var models = RandomRoom.Sessions.ToDictionary(s => s, _ => new ClientModel());
        for (var i = 0; i < Steps; i++)
        {
            room.Step();
            foreach (var (session, model) in models)
            {
                foreach (var stanza in room.Bench.All(session)) model.Receive(stanza);
                Assert.True(ClientModel.Expected(room.Bench.State, session) == model.ToString(),
                    $"step {i}, {session}: saw [{model}], may see [{ClientModel.Expected(room.Bench.State, session)}] after {string.Join("\n", room.Bench.Last!.Events)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nobody_but_the_addressee_is_told_that_it_is_itself(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < Steps; i++)
        {
            var before = room.Bench.State;
            room.Step();
            foreach (var delivery in room.Bench.Last!.Deliveries)
            {
                if (delivery.Template.Child("x", MucNamespaces.User)?.Elements("status").Any(s => s["code"] == "110") != true) continue;
                if (delivery.Template.Child("x", MucNamespaces.User)!.Elements("status").Any(s => s["code"] == "333")) continue;
                foreach (var to in delivery.Recipients)
                {
                    var nicks = new[] { before?.Occupants.BySession(to)?.Nick, room.Bench.State?.Occupants.BySession(to)?.Nick };
                    Assert.Contains(delivery.Template.From.Resource, nicks);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Real_addresses_are_shown_to_moderators_only(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < Steps; i++)
        {
            var before = room.Bench.State;
            room.Step();
            var after = room.Bench.State;
            if (before is null || after is null || before.IsNonAnonymous || after.IsNonAnonymous) continue;
            // A batch may make somebody a moderator for one moment.
            var moments = room.Bench.Last!.Events.Aggregate(new List<RoomState?> { before }, (all, e) => [.. all, RoomFold.Apply(all[^1], e)]);
            foreach (var delivery in room.Bench.Last!.Deliveries)
            {
                var xml = delivery.Template.ToString();
                foreach (var to in delivery.Recipients)
                {
                    if (delivery.Template is Iq || moments.Any(m => m?.Occupants.BySession(to)?.Role == Role.Moderator)
                        || delivery.Template.Child("x", MucNamespaces.User)?.Child("invite") is not null) continue;
                    foreach (var other in RandomRoom.Accounts.Where(a => a != to.Bare))
                        Assert.False(xml.Contains(other.ToString(), StringComparison.Ordinal), $"step {i}: {to} got {xml}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_room_has_an_owner_and_a_refusal_changes_nothing(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < Steps; i++)
        {
            var before = room.Bench.State;
            room.Step();
            if (room.Bench.Last!.Deliveries.Any(d => d.Template.IsError))
            {
                Assert.Empty(room.Bench.Last.Events);
                Assert.Same(before, room.Bench.State);
            }
            if (room.Bench.State is { Tombstone: null } state) Assert.Contains(state.Affiliations.Values, a => a.Affiliation == Affiliation.Owner);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_recipients_kept_ready_are_the_sessions_in_the_room(int seed)
    {
        var room = new RandomRoom(seed);
        for (var i = 0; i < Steps; i++)
        {
            room.Step();
            if (room.Bench.State is not { } state) continue;
            var sessions = state.Occupants.All.SelectMany(o => o.Sessions.Select(s => (s.Jid, o.Role))).ToArray();
            Assert.Equal(sessions.Select(s => s.Jid).ToHashSet(), [.. state.Occupants.Audience.All]);
            Assert.Equal(sessions.Where(s => s.Role == Role.Moderator).Select(s => s.Jid).ToHashSet(), [.. state.Occupants.Audience.Moderators]);
            Assert.Equal(sessions.Where(s => s.Role != Role.Moderator).Select(s => s.Jid).ToHashSet(), [.. state.Occupants.Audience.Others]);
            Assert.Equal(sessions.Length, state.Occupants.Audience.All.Length);
            Assert.All(sessions, s => Assert.NotNull(state.Occupants.BySession(s.Jid)));
        }
    }

    internal static string Describe(RoomState? state) => state is null ? "nothing" : string.Join("\n",
    [
        $"{state.Room} {state.Creator} {state.CreatedAt:O} {state.Locked} {state.Sequence} {state.Subject} {state.Tombstone}",
        string.Join("|", Server.Features.Rooms.Options.RoomOptions.All.Select(o => string.Join(",", o.Read(state.Config)))),
        .. state.Affiliations.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
        .. state.ReservedNicks.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
        .. state.Occupants.All.Select(o => $"{o.Nick} {o.Account} {o.Role} {o.OccupantId} "
            + string.Join(",", o.Sessions.Select(s => $"{s.Jid} {s.Presence.Xml} {s.Priority} {s.Handle}"))).Order(StringComparer.Ordinal),
        .. state.History.Select(h => $"{h.Nick} {h.ArchiveId} {h.Payload.Xml}"),
        .. state.Invitations.Select(a => $"{a.Key} {a.Value}").Order(StringComparer.Ordinal),
    ]);
}
