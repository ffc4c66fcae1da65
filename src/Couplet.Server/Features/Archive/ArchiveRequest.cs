using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.ResultSets;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Archive;

/// <summary>A query of a client to an archive (XEP-0313 §4), read from the wire.</summary>
/// <param name="Query">What is asked.</param>
/// <param name="QueryId">The client's name for it, repeated in every result.</param>
internal sealed record ArchiveRequest(ArchiveQuery Query, string? QueryId)
{
    private const int Standard = 50;

    /// <summary>Reads the <c>query</c> element; an error if a field or the page asked for makes no sense.</summary>
    internal static StanzaError? TryRead(Element query, out ArchiveRequest? request)
    {
        request = null;
        var result = new ArchiveQuery { Max = Standard, Flip = query.Child("flip-page") is not null };
        if (query.Child("x", DataForm.Namespace) is { } x)
        {
            if (!DataForm.TryParse(x, out var form) || form.Type != DataFormType.Submit || form.FormType != ArchiveProtocol.Namespace)
                return StanzaError.BadRequest("The form is not one for querying an archive.");
            foreach (var field in form.Fields)
                if (Read(ref result, field) is { } error) return error;
        }
        if (query.Child("set", ResultSet.Namespace) is { } set && ReadPage(ref result, set) is { } wrong) return wrong;
        request = new ArchiveRequest(result, query["queryid"]);
        return null;
    }

    private static StanzaError? Read(ref ArchiveQuery query, FormField field)
    {
        switch (field.Var)
        {
            case "FORM_TYPE":
                return null;
            case "with":
                if (!Jid.TryParse(field.Value, out var with)) return StanzaError.JidMalformed("with: not an address.");
                query = query with { With = with.Bare.ToString(), WithResource = with.Resource };
                return null;
            case "start":
                if (!TryTime(field.Value, out var start)) return StanzaError.BadRequest("start: not a time.");
                query = query with { Start = start };
                return null;
            case "end":
                if (!TryTime(field.Value, out var end)) return StanzaError.BadRequest("end: not a time.");
                query = query with { End = end };
                return null;
            case "before-id":
                query = query with { BeforeId = field.Value };
                return null;
            case "after-id":
                query = query with { AfterId = field.Value };
                return null;
            case "ids":
                query = query with { Ids = [.. field.Values] };
                return null;
            case ArchiveProtocol.FullTextField or "withtext":
                query = query with { Text = field.Value };
                return null;
            default:
                return StanzaError.FeatureNotImplemented($"{field.Var}: there is no such field.");
        }
    }

    private static StanzaError? ReadPage(ref ArchiveQuery query, Element set)
    {
        if (set.Child("max") is { } max)
        {
            if (!int.TryParse(max.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var most)) return StanzaError.BadRequest("max: not a number.");
            query = query with { Max = Math.Min(most, ArchiveProtocol.MostPerPage) };
        }
        if (set.Child("index") is { } index)
        {
            if (!int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var place)) return StanzaError.BadRequest("index: not a number.");
            query = query with { Index = place };
        }
        query = query with { Before = set.Child("before")?.Text, After = set.Child("after")?.Text };
        return null;
    }

    /// <summary>A time of XEP-0082.</summary>
    private static bool TryTime(string? text, out DateTimeOffset time)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
