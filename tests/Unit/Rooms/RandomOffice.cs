using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.Options;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>Everything that takes rank, tried by those who have it and by those who do not.</summary>
internal sealed class RandomOffice(RoomBench bench, Chance chance)
{
    private static readonly string[] s_affiliations = ["outcast", "none", "member", "member", "admin", "owner"];
    private static readonly string[] s_roles = ["none", "visitor", "participant", "moderator"];
    private static readonly string[] s_hats = ["urn:hat:a", "urn:hat:b", "urn:hat:c"];

    internal IEnumerable<(int, Action<Jid, string>)> All =>
    [
        (8, (who, _) => bench.Admin(who, [.. Enumerable.Range(0, chance.Below(3) + 1).Select(_ => Item())])),
        (8, (who, _) => bench.Configure(who, [.. Enumerable.Range(0, chance.Below(3) + 1).Select(_ => Option())])),
        (1, (who, _) => bench.Configure(who, (chance.Pick([Configuring.Admins, Configuring.Owners]), [.. chance.Some(RandomRoom.Accounts).Select(a => a.ToString())]))),
        (1, (who, _) => bench.Ask(who, IqType.Set, new Element("query", Mentions.Explicit, Form(Mentions.Explicit, ("mentions#count", [$"{chance.Below(3)}"]), ("mentions#individual", [chance.Pick(["participants", "moderators"])]))))),
        (1, (who, _) => bench.Ask(who, IqType.Set, new Element("query", MucNamespaces.Owner, DataForm.Build(DataFormType.Cancel, null).ToElement()))),
        (3, (who, nick) => bench.Register(who, nick)),
        (2, (who, _) => bench.Unregister(who)),
        (2, Approve),
        (3, Invite),
        (1, (who, _) => bench.Send(new Message(new StanzaHeader(who, Address, "d"), MessageType.Normal, new Element("x", MucNamespaces.User, new Element("decline", MucNamespaces.User))))),
        (2, (who, _) => bench.Send(new Message(new StanzaHeader(who, Address), MessageType.Normal, Form(MucNamespaces.RequestForm, ("muc#role", ["participant"]))))),
        (2, (who, nick) => bench.Send(new Message(new StanzaHeader(who, Address), MessageType.Normal, Form(MucNamespaces.RequestForm, ("muc#roomnick", [nick]), ("muc#request_allow", [chance.Bit()]))))),
        (2, (who, _) => bench.Ask(who, IqType.Set, new Element("request", InviteTokens.Namespace, chance.OneIn(2) ? new XmlAttr("counter", "1") : null, new XmlAttr("delay", "60")))),
        (1, (who, _) => bench.Ask(who, IqType.Set, new Element("revoke", InviteTokens.Namespace, Token()))),
        (2, (who, _) => Command(who, "create", (Hats.TitleVar, [$"hat {chance.Below(5)}"]), (Hats.UriVar, [chance.Pick(s_hats)]))),
        (1, (who, _) => Command(who, "destroy", (Hats.UriVar, [chance.Pick(s_hats)]))),
        (4, (who, _) => Command(who, chance.Pick(["assign", "assign", "unassign"]), (Hats.JidVar, [chance.Pick(RandomRoom.Accounts).ToString()]), (Hats.UriVar, [chance.Pick(s_hats)]))),
        (1, (who, _) => bench.Ask(who, IqType.Set, new Element("vCard", ForeignNamespaces.VCard, new Element("FN", ForeignNamespaces.VCard, $"room {chance.Below(3)}")))),
        (1, Destroy),
    ];

    private Element Item() => chance.Below(10) switch
    {
        < 3 => Rank(chance.Pick(RandomRoom.Nicks), chance.Pick(s_roles), "because"),
        9 => new Element("item", MucNamespaces.Admin, new XmlAttr("jid", "elsewhere.example"), new XmlAttr("affiliation", chance.Pick(["outcast", "none"]))),
        _ => Affiliate(chance.Pick(RandomRoom.Accounts), chance.Pick(s_affiliations), chance.OneIn(3) ? chance.Pick(RandomRoom.Nicks) : null),
    };

    private (string, string[]) Option()
    {
        var option = chance.Pick(RoomOptions.All);
        var field = option.Field(RoomConfig.Default);
        return (option.Var, field.Type switch
        {
            // Rooms that end whenever they are empty would have no past worth the name.
            FormFieldType.Boolean => [option is PersistentRoom ? "1" : chance.Bit()],
            FormFieldType.ListSingle => [chance.OneIn(20) ? "nonsense" : chance.Pick(field.Options).Value],
            FormFieldType.ListMulti => [.. chance.Some(field.Options).Select(o => o.Value)],
            _ => option.Var switch
            {
                "muc#roomconfig_contacts" or "muc#roomconfig_contactjid" => ["help@shakespeare.example"],
                "muc#roomconfig_roomsecret" => [chance.Pick(["", "secret", "other"])],
                "muc#roomconfig_slow_mode_duration" => [chance.Pick(["0", "0", "5"])],
                _ => [$"{chance.Below(30)}"],
            },
        });
    }

    private void Approve(Jid who, string nick) => bench.Send(new Message(new StanzaHeader(who, Address), MessageType.Normal,
        Form(MucNamespaces.RegisterForm, ("muc#register_roomnick", [nick]), ("muc#register_allow", [chance.Bit()]))));

    private void Invite(Jid who, string _) => bench.Send(new Message(new StanzaHeader(who, Address, "i"), MessageType.Normal,
        new Element("x", MucNamespaces.User, new Element("invite", MucNamespaces.User, new XmlAttr("to", chance.Pick(RandomRoom.Accounts).ToString())))));

    private void Command(Jid who, string name, params (string, string[])[] fields) => bench.Ask(who, IqType.Set,
        new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", "urn:xmpp:hats:commands:" + name), chance.OneIn(5) ? null : Form("urn:xmpp:hats:commands", fields)));

    private void Destroy(Jid who, string _) => bench.Ask(who, IqType.Set, new Element("query", MucNamespaces.Owner,
        new Element("destroy", MucNamespaces.Owner, new XmlAttr("jid", "tomb@conference.localhost"), new Element("reason", MucNamespaces.Owner, "done"))));

    private string Token() => bench.State is { Tokens.IsEmpty: false } room ? chance.Pick([.. room.Tokens.Keys.Order(StringComparer.Ordinal)]) : "none";
}
