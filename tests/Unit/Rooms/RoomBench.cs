using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Shell;

namespace Couplet.Tests.Rooms;

/// <summary>One room on the bench: stanzas in, what each session gets out.</summary>
internal sealed class RoomBench
{
    internal static readonly Jid Address = Jid.Parse("room@conference.localhost");
    internal static readonly Jid Romeo = Jid.Parse("romeo@localhost/orchard");
    internal static readonly Jid Juliet = Jid.Parse("juliet@localhost/balcony");
    internal static readonly Jid Rosaline = Jid.Parse("rosaline@localhost/feast");

    private readonly Dictionary<Jid, Queue<Stanza>> _inboxes = [];
    private readonly PrivateTraffic _private = new();
    private RoomState? _state;
    private int _ids;

    internal RoomServiceOptions Options { get; set; } = new();

    internal DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal RoomState? State => _state;

    internal List<RoomEvent> Log { get; } = [];

    internal RoomOutcome? Last { get; private set; }

    internal Func<Jid, StanzaError?> CreationRefusal { get; set; } = _ => null;

    internal RoomContext Context => new()
    {
        Room = Address,
        Now = Now,
        Options = Options,
        NewId = () => $"id{++_ids}",
        OccupantIdSalt = new byte[] { 1, 2, 3 },
        ArchiveId = n => $"a{n}",
        CreationRefusal = CreationRefusal,
        WasPrivate = _private.Has,
    };

    /// <summary>What was last asked for.</summary>
    internal RoomRequest? Asked { get; private set; }

    internal RoomOutcome Handle(RoomRequest request)
    {
        Asked = request;
        var outcome = RoomProcess.Handle(ref _state, request, Context);
        Log.AddRange(outcome.Events);
        Last = outcome;
        foreach (var delivery in outcome.Deliveries) _private.Note(delivery);
        foreach (var delivery in outcome.Deliveries)
            foreach (var to in delivery.Recipients)
                Inbox(to).Enqueue(delivery.Template.WithAddresses(delivery.Template.From, to));
        return outcome;
    }

    internal RoomOutcome Send(Stanza stanza) => Handle(new StanzaArrived(stanza));

    internal Queue<Stanza> Inbox(Jid jid) => _inboxes.TryGetValue(jid, out var inbox) ? inbox : _inboxes[jid] = new();

    /// <summary>The next stanza that a session gets; fails if there is none.</summary>
    internal Stanza Next(Jid jid)
    {
        Assert.True(Inbox(jid).TryDequeue(out var stanza), $"nothing for {jid}");
        return stanza!;
    }

    /// <summary>The next stanza as text.</summary>
    internal string NextText(Jid jid) => Next(jid).ToString();

    /// <summary>What a session has got since it was last asked.</summary>
    internal ImmutableArray<Stanza> All(Jid jid)
    {
        ImmutableArray<Stanza> all = [.. Inbox(jid)];
        Inbox(jid).Clear();
        return all;
    }

    internal void Forget()
    {
        foreach (var inbox in _inboxes.Values) inbox.Clear();
    }

    internal RoomOutcome Join(Jid who, string nick, params object[] x)
        => Send(new Presence(new StanzaHeader(who, Address.WithResource(nick), "join"), PresenceType.Available, new Element("x", MucNamespaces.Muc, x)));

    internal RoomOutcome Present(Jid who, string nick, params ImmutableArray<object> content)
        => Send(new Presence(new StanzaHeader(who, Address.WithResource(nick)), PresenceType.Available, content));

    internal RoomOutcome Leave(Jid who, string nick)
        => Send(new Presence(new StanzaHeader(who, Address.WithResource(nick)), PresenceType.Unavailable));

    internal RoomOutcome Say(Jid who, string text, params object[] more)
        => Send(new Message(new StanzaHeader(who, Address, "m1"), MessageType.Groupchat,
            [new Element("body", Stanza.ClientNamespace, text), .. more]));

    internal RoomOutcome Ask(Jid who, IqType type, Element query, string id = "iq1", string? nick = null)
        => Send(new Iq(new StanzaHeader(who, nick is null ? Address : Address.WithResource(nick), id), type, query));

    internal RoomOutcome Configure(Jid who, params (string Var, string[] Values)[] fields)
        => Ask(who, IqType.Set, new Element("query", MucNamespaces.Owner, Form(MucNamespaces.RoomConfigForm, fields)));

    internal RoomOutcome Admin(Jid who, params Element[] items) => Ask(who, IqType.Set, new Element("query", MucNamespaces.Admin, items.AsEnumerable()));

    internal RoomOutcome Register(Jid who, string nick)
        => Ask(who, IqType.Set, new Element("query", ForeignNamespaces.Register, Form(MucNamespaces.RegisterForm, ("muc#register_roomnick", [nick]))));

    internal RoomOutcome Unregister(Jid who)
        => Ask(who, IqType.Set, new Element("query", ForeignNamespaces.Register, new Element("remove", ForeignNamespaces.Register)));

    internal static Element Affiliate(Jid who, string affiliation, string? nick = null) => new("item", MucNamespaces.Admin,
        new XmlAttr("affiliation", affiliation), new XmlAttr("jid", who.Bare.ToString()), nick is null ? null : new XmlAttr("nick", nick));

    internal static Element Rank(string nick, string role, string? reason = null) => new("item", MucNamespaces.Admin,
        new XmlAttr("nick", nick), new XmlAttr("role", role), reason is null ? null : new Element("reason", MucNamespaces.Admin, reason));

    internal static Element Form(string type, params (string Var, string[] Values)[] fields)
        => fields.Aggregate(DataForm.Build(DataFormType.Submit, type), (form, f) => form.Value(f.Var, [.. f.Values])).ToElement();

    /// <summary>A room that Romeo has created and configured, with nobody's inbox filled.</summary>
    internal static RoomBench Open(params (string Var, string[] Values)[] config)
    {
        var bench = new RoomBench();
        bench.Join(Romeo, "Romeo");
        bench.Configure(Romeo, config);
        bench.Forget();
        return bench;
    }

    /// <summary>The muc#user child, as text.</summary>
    internal static string X(Stanza stanza) => stanza.Child("x", MucNamespaces.User)!.ToString();

    internal static string User(string inner) => $"<x xmlns='http://jabber.org/protocol/muc#user'>{inner}</x>";
}
