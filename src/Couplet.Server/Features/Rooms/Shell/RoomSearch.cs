using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.ResultSets;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>XEP-0433: finds public rooms by words in their name, description and address.</summary>
internal static class RoomSearch
{
    internal const string Namespace = "urn:xmpp:channel-search:0:search";

    private const string Errors = "urn:xmpp:channel-search:0:error";
    private const string FormType = "urn:xmpp:channel-search:0:search-params";
    private const string ByUsers = "{urn:xmpp:channel-search:0:order}nusers";
    private const string ByAddress = "{urn:xmpp:channel-search:0:order}address";
    private const int PageSize = 100;
    private const int ShortestWord = 2;

    internal static IqReply Answer(Element search, IEnumerable<RoomListing> rooms)
    {
        if (search.Child("x", DataForm.Namespace) is not { } x) return new Element("search", Namespace, Form());
        if (!DataForm.TryParse(x, out var form) || form.Type != DataFormType.Submit || form.FormType != FormType)
            return StanzaError.BadRequest("The form is not the one for searching.");
        var all = form.GetBool("all") == true;
        var text = form.GetValue("q")?.Trim();
        if (all && !string.IsNullOrEmpty(text))
            return Error(StanzaError.BadRequest("Either all rooms are wanted, or those with certain words."), "conflicting-fields",
                new Element("var", Errors, "all"), new Element("var", Errors, "q"));
        if (!all && text is null) return Error(StanzaError.BadRequest("There is nothing to search for."), "no-search-conditions");
        ImmutableArray<string> words = [.. (text ?? "").Split([' ', '"'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord)];
        if (!all && words.IsEmpty) return Error(StanzaError.BadRequest($"Words to search for have at least {ShortestWord} characters."), "invalid-search-terms");
        var key = form.GetValue("key") ?? ByUsers;
        if (key is not (ByUsers or ByAddress)) return Error(StanzaError.FeatureNotImplemented("Rooms are not sorted that way.") with { Type = StanzaErrorType.Modify }, "invalid-sort-key");
        if (form.Field("types") is { } types && !types.Values.Contains("xep-0045")) return Page([], search);
        var least = int.TryParse(form.GetValue("min_users"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : all ? 0 : 1;
        var found = rooms.Where(r => r.Occupants >= least && words.All(w => Fields(form, r).Any(f => f.Contains(w, StringComparison.CurrentCultureIgnoreCase))));
        return Page(key == ByUsers ? [.. found.OrderByDescending(r => r.Occupants).ThenBy(r => r.Address, StringComparer.Ordinal)]
            : [.. found.OrderBy(r => r.Address, StringComparer.Ordinal)], search);
    }

    private static IEnumerable<string> Fields(DataForm form, RoomListing room)
    {
        if (form.GetBool("sinname") != false) yield return room.Name ?? "";
        if (form.GetBool("sindescription") != false) yield return room.Description ?? "";
        if (form.GetBool("sinaddr") != false && form.GetBool("sinaddress") != false) yield return room.Address;
    }

    private static IqReply Page(ImmutableArray<RoomListing> found, Element search)
    {
        var set = search.Child("set", ResultSet.Namespace) ?? new Element("set", ResultSet.Namespace, new Element("max", ResultSet.Namespace, Words.Number(PageSize)));
        return ResultSet.TryPage(found, r => r.Address, set, out var page, out var result)
            ? new Element("result", Namespace, page.Select(Item), result)
            : StanzaError.ItemNotFound("There is no such page.");
    }

    private static Element Item(RoomListing room) => new("item", Namespace, new XmlAttr("address", room.Address),
        new Element("name", Namespace, string.IsNullOrEmpty(room.Name) ? room.Jid.Local : room.Name),
        string.IsNullOrEmpty(room.Description) ? null : new Element("description", Namespace, room.Description),
        string.IsNullOrEmpty(room.Language) ? null : new Element("language", Namespace, room.Language),
        new Element("nusers", Namespace, Words.Number(room.Occupants)),
        new Element("service-type", Namespace, "xep-0045"),
        room.IsOpen ? new Element("is-open", Namespace) : null,
        new Element("anonymity-mode", Namespace, room.IsNonAnonymous ? "{urn:xmpp:channel-search:0:anonymity}none" : "muc_semianonymous"));

    private static Element Form() => DataForm.Build(DataFormType.Form, FormType)
        .Text("q", label: "Search for")
        .Boolean("all", false, "Return all rooms (without words to search for)")
        .Boolean("sinname", true, "Search in name").Boolean("sindescription", true, "Search in description").Boolean("sinaddr", true, "Search in address")
        .Text("min_users", "1", "Minimum number of users")
        .ListMulti("types", ["xep-0045"], [new FormOption("xep-0045", "XEP-0045 Multi User Chats")], "Service types")
        .List("key", ByUsers, [new FormOption(ByUsers, "Number of online users"), new FormOption(ByAddress, "Address")], "Sort results by").ToElement();

    private static StanzaError Error(StanzaError error, string condition, params ReadOnlySpan<object?> content)
        => error with { Application = new Element(condition, Errors, content) };
}
