using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Options;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Export;

/// <summary>From what happened back to what was asked for: the stanza that brings an event about once more.</summary>
/// <param name="cast">Who plays whom.</param>
/// <param name="room">The room in the scenario.</param>
/// <param name="addOns">For events of other specifications.</param>
internal sealed class HistoricRequests(ScenarioCast cast, Jid room, HistoricAddOns addOns)
{
    private int _ids;

    /// <summary>The request, with its sender; null for what followed from another event or cannot be asked for.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="state">The room of the scenario before it.</param>
    internal (ScenarioClient Client, Stanza Stanza)? Of(RoomEvent e, RoomState? state) => e switch
    {
        OccupantJoined j => Presence(j.Session, j.Nick, j.Presence, Join(j, state)),
        OccupantLeft l when NickOf(l.Session, state) is { } nick => Presence(l.Session, nick, l.Presence, null, PresenceType.Unavailable),
        PresenceUpdated p when NickOf(p.Session, state) is { } nick => Presence(p.Session, nick, p.Presence, null),
        NickChanged n => Presence(n.Session, n.Nick, n.Presence, null),
        RoleChanged { Actor: { } actor } r => Ask(actor.Jid, actor.Nick, MucNamespaces.Admin, new Element("item", MucNamespaces.Admin,
            new XmlAttr("nick", r.Nick), new XmlAttr("role", Words.Of(r.Role)), Reason(r.Reason))),
        AffiliationChanged a => Affiliate(a, state),
        MessageSent m => Say(m.Session, m.Nick, m.MessageId, m.Lang, m.Payload),
        SubjectChanged s => Say(s.Session, s.Nick, s.MessageId, s.Lang, s.Payload),
        Invited { MessageId: not null } i => Invite(i),
        InvitationDeclined d => Decline(d),
        RegistrationRequested r => Register(r.Account, r.Nick),
        RoomDestroyed d when state is not null => Destroy(d, state),
        _ => addOns.Of(e, state),
    };

    /// <summary>The submission of a configuration.</summary>
    internal (ScenarioClient Client, Stanza Stanza) Configure(Jid owner, string? nick, ImmutableArray<OptionValue> options)
    {
        var form = DataForm.Build(DataFormType.Submit, MucNamespaces.RoomConfigForm);
        foreach (var option in options)
        {
            // In a scenario nobody waits as long as people do.
            if (RoomOptions.ByVar(option.Var) is null or SlowMode) continue;
            if (RoomOptions.ByVar(option.Var) is RoomPassword && option.Values.All(v => v.Length == 0)) form.Value(RoomPassword.ProtectedVar, "0");
            else form.Value(option.Var, option.Values);
        }
        return Ask(owner, nick, MucNamespaces.Owner, form.ToElement());
    }

    /// <summary>A session leaves because the service stopped.</summary>
    internal (ScenarioClient Client, Stanza Stanza) Leave(ScenarioClient client, string nick)
        => (client, new Presence(new StanzaHeader(client.Jid, room.WithResource(nick)), PresenceType.Unavailable));

    private (ScenarioClient, Stanza) Presence(Jid session, string nick, StanzaPayload payload, Element? x, PresenceType type = PresenceType.Available)
    {
        var client = cast.Of(session, nick);
        var content = x is null ? payload.Nodes : payload.Nodes.Add(x);
        return (client, new Presence(new StanzaHeader(client.Jid, room.WithResource(nick)), type, content));
    }

    private static Element Join(OccupantJoined e, RoomState? state) => new("x", MucNamespaces.Muc,
        state?.Config.Password is { } password ? new Element("password", MucNamespaces.Muc, password) : null,
        e.History?.MaxStanzas is { } most ? new Element("history", MucNamespaces.Muc, new XmlAttr("maxstanzas", Words.Number(most))) : null);

    private string? NickOf(Jid session, RoomState? state) => state?.Occupants.BySession(cast.Of(session, null).Jid)?.Nick;

    private (ScenarioClient, Stanza) Say(Jid session, string nick, string? id, string? lang, StanzaPayload payload)
    {
        var client = cast.Of(session, nick);
        // What has been taken back is gone from the log; something was said all the same.
        var content = Tombstones.IsBuried(payload) ? [new Element("body", Stanza.ClientNamespace, "(This message was retracted.)")] : addOns.Content(payload);
        return (client, new Message(new StanzaHeader(client.Jid, room, id, lang), MessageType.Groupchat, content));
    }

    private (ScenarioClient, Stanza)? Affiliate(AffiliationChanged e, RoomState? state)
    {
        var account = e.Account.IsDomain ? e.Account : cast.Account(e.Account);
        if (state is null || (state.AffiliationOf(account) == e.Affiliation && state.ReservedNickOf(account) == e.Nick)) return null;
        if (e.Actor is { } actor) return Ask(actor.Jid, actor.Nick, MucNamespaces.Admin, Item(e, account));
        var was = state.AffiliationOf(account);
        var registers = e.Nick is not null && (e.Affiliation == was || (was == Affiliation.None && e.Affiliation == Affiliation.Member));
        if (registers) return Register(e.Account, e.Nick!);
        if (e.Affiliation == Affiliation.None ? was == Affiliation.Member : e.Affiliation == was)
            return Ask(e.Account, null, ForeignNamespaces.Register, new Element("remove", ForeignNamespaces.Register));
        // By a token, or because somebody's account has ended: what cannot be played as it was is an owner's doing.
        return addOns.Owner(state) is { } owner ? (owner, Request(owner, MucNamespaces.Admin, Item(e, account))) : null;
    }

    private static Element Item(AffiliationChanged e, Jid account) => new("item", MucNamespaces.Admin,
        new XmlAttr("affiliation", Words.Of(e.Affiliation)), new XmlAttr("jid", account.ToString()), e.Nick is null ? null : new XmlAttr("nick", e.Nick), Reason(e.Reason));

    private (ScenarioClient, Stanza) Register(Jid account, string nick) => Ask(account, nick, ForeignNamespaces.Register,
        DataForm.Build(DataFormType.Submit, MucNamespaces.RegisterForm).Value("muc#register_roomnick", nick).ToElement());

    private (ScenarioClient, Stanza) Invite(Invited e)
    {
        var client = cast.Of(e.Inviter, null);
        return (client, new Message(new StanzaHeader(client.Jid, room, e.MessageId), MessageType.Normal, new Element("x", MucNamespaces.User,
            new Element("invite", MucNamespaces.User, new XmlAttr("to", cast.Account(e.Invitee).ToString()), e.Payload.Nodes))));
    }

    private (ScenarioClient, Stanza) Decline(InvitationDeclined e)
    {
        var client = cast.Of(e.Invitee, null);
        return (client, new Message(new StanzaHeader(client.Jid, room, e.MessageId), MessageType.Normal, new Element("x", MucNamespaces.User,
            new Element("decline", MucNamespaces.User, new XmlAttr("to", cast.Account(e.Inviter).ToString()), e.Payload.Nodes))));
    }

    private (ScenarioClient, Stanza)? Destroy(RoomDestroyed e, RoomState state)
    {
        var owner = addOns.Owner(state);
        return owner is null ? null : (owner, Request(owner, MucNamespaces.Owner, new Element("destroy", MucNamespaces.Owner, Reason(e.Reason, MucNamespaces.Owner))));
    }

    private (ScenarioClient, Stanza) Ask(Jid sender, string? nick, string ns, Element content)
    {
        var client = cast.Of(sender, nick);
        return (client, Request(client, ns, content));
    }

    private Iq Request(ScenarioClient client, string ns, Element content)
        => new(new StanzaHeader(client.Jid, room, "iq" + (++_ids).ToString(CultureInfo.InvariantCulture)), IqType.Set, new Element("query", ns, content));

    private static Element? Reason(string? reason, string ns = MucNamespaces.Admin) => reason is null ? null : new Element("reason", ns, reason);
}
