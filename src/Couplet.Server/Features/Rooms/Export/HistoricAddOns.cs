using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Export;

/// <summary>The same as <see cref="HistoricRequests"/> for what XEP-0045 does not know: hats, the vCard, retraction and moderation.</summary>
/// <param name="cast">Who plays whom.</param>
/// <param name="room">The room in the scenario.</param>
internal sealed class HistoricAddOns(ScenarioCast cast, Jid room)
{
    private readonly Dictionary<string, string> _archiveIds = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>The request, with its sender; null for what followed from another event or cannot be asked for.</summary>
    internal (ScenarioClient Client, Stanza Stanza)? Of(RoomEvent e, RoomState? state) => e switch
    {
        HatDefined h => Hat(state, "create", (Hats.TitleVar, h.Hat.Title), (Hats.UriVar, h.Hat.Uri), (Hats.HueVar, h.Hat.Hue)),
        HatDestroyed h => Hat(state, "destroy", (Hats.UriVar, h.Uri)),
        HatAssigned h => Hat(state, h.Worn ? "assign" : "unassign", (Hats.JidVar, cast.Account(h.Account).ToString()), (Hats.UriVar, h.Uri)),
        VCardChanged v when Owner(state) is { } owner => (owner, Request(owner, new Element("vCard", ForeignNamespaces.VCard, v.Content.Nodes))),
        MessageModerated m => Moderate(m, state),
        _ => null,
    };

    /// <summary>Takes note of the archive's id that a message has in the scenario.</summary>
    internal void Note(MessageSent historic, MessageSent played) => _archiveIds[historic.ArchiveId] = played.ArchiveId;

    /// <summary>What was said, naming the message that it takes back, if it does, as the scenario knows it.</summary>
    internal ImmutableArray<object> Content(StanzaPayload payload)
        => [.. payload.Nodes.Select(node => node is Element e && e.Is("retract", MessageTraits.Retraction) && e["id"] is { } id && _archiveIds.TryGetValue(id, out var played)
            ? new Element("retract", MessageTraits.Retraction, [new XmlAttr("id", played), .. e.Nodes])
            : node)];

    /// <summary>Somebody who owns the room; null where nobody in the scenario does.</summary>
    internal ScenarioClient? Owner(RoomState? state) => cast.All.FirstOrDefault(c => state?.AffiliationOf(c.Jid) == Affiliation.Owner);

    private (ScenarioClient, Stanza)? Moderate(MessageModerated e, RoomState? state)
    {
        if (!_archiveIds.TryGetValue(e.Target, out var target)) return null;
        var moderator = e.Moderator is { } nick && state?.Occupants.ByNick(nick) is { } occupant ? cast.All.FirstOrDefault(c => occupant.Session(c.Jid) is not null) : null;
        if ((moderator ?? Owner(state)) is not { } client) return null;
        return (client, Request(client, new Element("moderate", Tombstones.Moderation, new XmlAttr("id", target), new Element("retract", MessageTraits.Retraction),
            e.Reason is null ? null : new Element("reason", Tombstones.Moderation, e.Reason))));
    }

    private (ScenarioClient, Stanza)? Hat(RoomState? state, string command, params ReadOnlySpan<(string Var, string? Value)> fields)
    {
        if (Owner(state) is not { } owner) return null;
        var form = DataForm.Build(DataFormType.Submit, HatCommands.FormType);
        foreach (var (name, value) in fields)
            if (value is not null) form.Value(name, value);
        return (owner, Request(owner, new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", $"{HatCommands.FormType}:{command}"),
            new XmlAttr("action", "execute"), form.ToElement())));
    }

    private Iq Request(ScenarioClient client, Element content)
        => new(new StanzaHeader(client.Jid, room, "more" + (++_ids).ToString(CultureInfo.InvariantCulture)), IqType.Set, content);
}
