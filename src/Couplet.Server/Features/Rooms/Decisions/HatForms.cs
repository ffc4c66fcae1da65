using System.Collections.Immutable;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>The forms of the commands about hats.</summary>
internal static class HatForms
{
    internal static Element Create(string type) => DataForm.Build(DataFormType.Form, type)
        .Title("Creating a Hat").Instructions("Fill out this form to create a hat, or to change the one that has the URI.")
        .Text(Hats.TitleVar, label: "Hat Title", required: true).Text(Hats.UriVar, label: "Hat URI", required: true).Text(Hats.HueVar, label: "Hat Hue").ToElement();

    internal static Element Choose(string type, RoomState room, string title) => DataForm.Build(DataFormType.Form, type)
        .Title(title).List(Hats.UriVar, null, Options(room), "The hat", required: true).ToElement();

    internal static Element Assign(string type, RoomState room, string title) => DataForm.Build(DataFormType.Form, type)
        .Title(title).Jid(Hats.JidVar, label: "User Address", required: true).List(Hats.UriVar, null, Options(room), "The hat", required: true).ToElement();

    internal static Element List(RoomState room) => Table("Hats List", [Hats.TitleVar, Hats.UriVar, Hats.HueVar],
        Sorted(room).Select(h => Row((Hats.TitleVar, h.Title), (Hats.UriVar, h.Uri), (Hats.HueVar, h.Hue))));

    internal static Element ListWorn(RoomState room) => Table("Assigned Hats List", [Hats.JidVar, Hats.UriVar, Hats.TitleVar, Hats.HueVar],
        room.Worn.OrderBy(w => w.Key.ToString(), StringComparer.Ordinal).SelectMany(w => w.Value.Select(uri => room.Hats[uri])
            .Select(h => Row((Hats.JidVar, w.Key.ToString()), (Hats.UriVar, h.Uri), (Hats.TitleVar, h.Title), (Hats.HueVar, h.Hue)))));

    private static IEnumerable<FormOption> Options(RoomState room) => Sorted(room).Select(h => new FormOption(h.Uri, h.Title));

    private static IEnumerable<Hat> Sorted(RoomState room) => room.Hats.Values.OrderBy(h => h.Uri, StringComparer.Ordinal);

    private static Element Table(string title, ImmutableArray<string> columns, IEnumerable<ImmutableArray<FormField>> rows) => new DataForm(DataFormType.Result)
    {
        Title = title,
        Reported = [.. columns.Select(c => new FormField(c))],
        Items = [.. rows],
    }.ToElement();

    private static ImmutableArray<FormField> Row(params ReadOnlySpan<(string Var, string? Value)> cells)
    {
        var row = ImmutableArray.CreateBuilder<FormField>();
        foreach (var (name, value) in cells) row.Add(new FormField(name) { Values = value is null ? [] : [value] });
        return row.ToImmutable();
    }
}
