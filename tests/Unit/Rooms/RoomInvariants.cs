using System.Collections.Immutable;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Rooms.Snapshots;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Tests.Rooms;

/// <summary>What holds in every room, whatever people do: looked at after each of their commands.</summary>
internal sealed class RoomInvariants(int seed)
{
    private readonly RandomRoom _room = new(seed);
    private readonly Dictionary<Jid, ClientModel> _models = RandomRoom.Sessions.ToDictionary(s => s, _ => new ClientModel());
    private readonly Dictionary<Jid, ListModel> _lists = RandomRoom.Sessions.ToDictionary(s => s, _ => new ListModel());
    private readonly Dictionary<Jid, Jid> _invitations = [];
    private readonly Dictionary<string, string?> _said = new(StringComparer.Ordinal);
    private readonly Queue<(MessageSent Said, bool Openly)> _archive = [];
    private RoomState? _replayed;
    private RoomState? _before;
    private int _step;
    private bool _isOrphan;

    private RoomState? After => _room.Bench.State;

    private RoomOutcome Outcome => _room.Bench.Last!;

    /// <summary>Lets people do as many things.</summary>
    internal void Run(int steps)
    {
        for (_step = 0; _step < steps; _step++) Step();
        Replayed();
    }

    private void Step()
    {
        _before = After;
        _room.Bench.Forget();
        _room.Step();
        RefusalsChangeNothing();
        SomebodyOwnsIt();
        AudienceIsReady();
        EachIsToldOfItselfOnly();
        AddressesAreKept();
        ClientsSeeWhatTheyMay();
        ThePastStaysAnonymous();
        Replay();
        _room.Bench.Log.Clear();
    }

    private void Check(bool holds, string what) => Assert.True(holds, holds ? "" : $"seed {seed}, step {_step}: {what}\nrequest: {_room.Bench.Asked}\nevents: {string.Join("\n", Outcome.Events)}");

    private void RefusalsChangeNothing()
    {
        if (_room.Bench.Asked is not StanzaArrived { Stanza: { IsError: false } asked } || !Outcome.Deliveries.Any(d => d.Template.IsError && d.Template.Id == asked.Id
            && d.Template.Id is not null && d.Template.From == asked.To && d.Recipients.Contains(asked.From) && asked is not Iq { IsRequest: false })) return;
        Check(Outcome.Events.IsEmpty && ReferenceEquals(_before, After), "a refusal changed something");
        Check(Outcome.Deliveries.Length == 1, "a refusal was told to others");
    }

    private void SomebodyOwnsIt()
    {
        if (After is not { Tombstone: null } room) return;
        var isOwned = room.Affiliations.Values.Any(a => a.Affiliation == Affiliation.Owner);
        // Only the end of the last owner's account may leave a room without one; then the service's admins see to it.
        _isOrphan = !isOwned && (_isOrphan || (_room.Bench.Asked is AccountDeleted && room.Affiliations.Values.All(a => a.Affiliation < Affiliation.Admin)));
        Check(isOwned || _isOrphan, "nobody owns the room");
        foreach (var occupant in room.Occupants.All)
        {
            var affiliation = room.AffiliationOf(occupant.Account);
            Check(affiliation != Affiliation.Outcast || _room.Bench.Context.IsServiceAdmin(occupant.Account), $"{occupant.Nick} is banned and inside");
            Check(!room.Config.MembersOnly || affiliation >= Affiliation.Member || _room.Bench.Context.IsServiceAdmin(occupant.Account), $"{occupant.Nick} is no member and inside");
            Check(room.ReserverOf(occupant.Nick) is var r && (r.IsEmpty || r == occupant.Account), $"{occupant.Nick} uses the nickname of {r}");
        }
        foreach (var (account, entry) in room.Affiliations) Check(entry.Nick is null || room.ReserverOf(entry.Nick) == account, $"the nickname of {account} is not reserved");
        Check(room.ReservedNicks.Count == room.Affiliations.Count(a => a.Value.Nick is not null), "a nickname is reserved for nobody");
    }

    private void AudienceIsReady()
    {
        if (After is not { } room) return;
        var sessions = room.Occupants.All.SelectMany(o => o.Sessions.Select(s => (s.Jid, o.Role))).ToArray();
        var audience = room.Occupants.Audience;
        Check(audience.All.Length == sessions.Length && audience.All.ToHashSet().SetEquals(sessions.Select(s => s.Jid)), "the audience is not who is there");
        Check(audience.Moderators.ToHashSet().SetEquals(sessions.Where(s => s.Role == Role.Moderator).Select(s => s.Jid)), "the moderators are others");
        Check(audience.Others.Length + audience.Moderators.Length == sessions.Length, "somebody is counted twice");
        foreach (var (jid, _) in sessions) Check(room.Occupants.BySession(jid) is not null, $"{jid} is not found");
    }

    private void EachIsToldOfItselfOnly()
    {
        foreach (var delivery in Outcome.Deliveries)
        {
            if (delivery.Template.Child("x", MucNamespaces.User)?.Elements("status").Any(s => s["code"] == "110") != true) continue;
            foreach (var to in delivery.Recipients)
            {
                var isStranger = _before?.Occupants.BySession(to) is null && After?.Occupants.BySession(to) is null;
                Check(isStranger || _before?.Occupants.BySession(to)?.Nick == delivery.Template.From.Resource || After?.Occupants.BySession(to)?.Nick == delivery.Template.From.Resource,
                    $"{to} is told that it is {delivery.Template.From}");
            }
        }
    }

    /// <summary>Event by event, so that nobody sees what only a later one would allow.</summary>
    private void AddressesAreKept()
    {
        var state = _before;
        var rendered = 0;
        foreach (var e in Outcome.Events)
        {
            var next = RoomFold.Apply(state, e);
            var deliveries = ImmutableArray.CreateBuilder<RoomDelivery>();
            RoomView.Render(e, state, next, deliveries);
            rendered += deliveries.Count;
            foreach (var delivery in deliveries) AddressesAreKept(delivery, next ?? state, e);
            if (e is Invited i) _invitations[i.Invitee.Bare] = i.Inviter;
            if (e is MessageSent { Historic: true } said) Unseen(MessageView.Archived(said, next!), default, "the archive");
            if (e is MessageSent { Historic: true } kept) _archive.Enqueue(((MessageSent)RoomEventCodec.Decode(RoomEventCodec.Encode(kept)), state!.IsNonAnonymous));
            if (e is MessageModerated moderated) Unseen(MessageView.Moderated(moderated, next!), default, "the archive");
            state = next;
        }
        if (rendered == Outcome.Deliveries.Length) return;
        foreach (var delivery in Outcome.Deliveries.Where(d => Outcome.Events.IsEmpty || d.Template is Iq || d.Template.Child("mentions", Server.Features.Rooms.Decisions.Mentions.Notification) is not null))
            AddressesAreKept(delivery, After ?? _before, null);
    }

    /// <summary>What was said while addresses were hidden stays without them for those they were hidden from, and no history tells any.</summary>
    private void ThePastStaysAnonymous()
    {
        foreach (var delivery in Outcome.Deliveries)
            if (delivery.Template is Message { Type: MessageType.Groupchat } && delivery.Template.Child("delay", ArchiveAnswer.DelayNamespace) is not null)
                Unseen(delivery.Template, default, "a newcomer");
        while (_archive.Count > 10) _archive.Dequeue();
        if (After is not { Tombstone: null } room) return;
        foreach (var (said, openly) in _archive)
        {
            foreach (var reader in RandomRoom.Sessions)
            {
                var sees = MessageView.Archived(said, room, RoomArchive.SightOf(reader, room)).ToString().Contains(said.Session.ToString(), StringComparison.Ordinal);
                var isModerator = room.AffiliationOf(reader) >= Affiliation.Admin || room.Occupants.BySession(reader)?.Role == Role.Moderator;
                Check(sees == (isModerator || (room.IsNonAnonymous && openly)), $"{reader} reads who said {said.ArchiveId}: {sees}");
            }
        }
    }

    private void AddressesAreKept(RoomDelivery delivery, RoomState? state, RoomEvent? e)
    {
        if (e is Invited or InvitationDeclined) return; // They say who invites whom (§7.8.2).
        foreach (var to in delivery.Recipients)
            if (!MaySeeAddresses(state, to, delivery.Template)) Unseen(delivery.Template, to, to.ToString());
    }

    private void Unseen(Stanza template, Jid to, string viewer)
    {
        var xml = template.ToString();
        var asked = _room.Bench.Asked is StanzaArrived { Stanza: var stanza } && stanza.From.Bare == to.Bare ? stanza : null;
        foreach (var other in RandomRoom.Accounts)
        {
            if (other == to.Bare || !xml.Contains(other.ToString(), StringComparison.Ordinal)) continue;
            if (asked is not null && asked.ToString().Contains(other.ToString(), StringComparison.Ordinal)) continue; // It is told what it has said itself.
            if (template.IsError && _invitations.GetValueOrDefault(other) == to) continue; // Whom it invited does not exist.
            Check(false, $"{viewer} got {xml}");
        }
    }

    private bool MaySeeAddresses(RoomState? state, Jid to, Stanza stanza)
    {
        if (state is null || _room.Bench.Context.IsServiceAdmin(to)) return true;
        if (state.AffiliationOf(to) >= Affiliation.Admin) return true;
        if (state.Occupants.BySession(to) is { } occupant && state.SeesJids(occupant.Role)) return true;
        return stanza is Iq && state.IsNonAnonymous && state.AffiliationOf(to) >= Affiliation.Member;
    }

    private void ClientsSeeWhatTheyMay()
    {
        var lines = new Dictionary<Occupant, string>(ReferenceEqualityComparer.Instance);
        foreach (var (session, model) in _models)
        {
            var list = _lists[session];
            foreach (var stanza in _room.Bench.All(session))
            {
                model.Receive(stanza);
                list.Receive(stanza);
            }
            if (After?.Occupants.BySession(session) is { } self && self.Session(session)!.KeepsLists && list.Version == ListVersions.Name(After, After.ListVersion) && ListVersions.MayRead(After, self))
                Check(ListModel.Expected(After, self) == list.ToString(), $"{session} has the list [{list}] and there is [{ListModel.Expected(After, self)}]");
            var expected = ClientModel.Expected(After, session, o => lines.TryGetValue(o, out var line) ? line : lines[o] = ClientModel.LineOf(After!, o));
            var seen = model.ToString();
            Check(expected == seen, $"{session} saw [{seen}] and may see [{expected}]");
        }
    }

    /// <summary>What is stored, read again, leads to the same room; from the beginning, and from any snapshot.</summary>
    private void Replay()
    {
        foreach (var e in Outcome.Events)
        {
            _replayed = RoomFold.Apply(_replayed, RoomEventCodec.Decode(RoomEventCodec.Encode(e)));
            if (e is MessageSent { Historic: true } said) _said[said.ArchiveId] = said.Payload.Child("body", Stanza.ClientNamespace)?.Text;
            if ((e as MessageRetracted)?.Target is { } taken) Forgotten(taken);
            if ((e as MessageModerated)?.Target is { } removed) Forgotten(removed);
        }
        if (_step % 50 != 49) return;
        Replayed();
        if (_step % 500 == 499) _replayed = RoomSnapshotCodec.Decode(RoomSnapshotCodec.Encode(_replayed));
    }

    private void Forgotten(string id)
    {
        if (_said.GetValueOrDefault(id) is { } text) Check(!Encoding.UTF8.GetString(RoomSnapshotCodec.Encode(_replayed)).Contains(text, StringComparison.Ordinal), $"'{text}' is still there");
    }

    private void Replayed()
    {
        var expected = Encoding.UTF8.GetString(RoomSnapshotCodec.Encode(After));
        var replayed = Encoding.UTF8.GetString(RoomSnapshotCodec.Encode(_replayed));
        var at = Math.Max(0, expected.Zip(replayed).TakeWhile(p => p.First == p.Second).Count() - 100);
        Check(expected == replayed, $"the log leads to ...{Excerpt(replayed, at)}\nwhere there is ...{Excerpt(expected, at)}");
    }

    private static string Excerpt(string text, int at) => text[Math.Min(at, text.Length)..Math.Min(at + 300, text.Length)];
}
