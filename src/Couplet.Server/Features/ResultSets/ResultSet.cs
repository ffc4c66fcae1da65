using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.ResultSets;

/// <summary>Paging through a list that is in memory (XEP-0059).</summary>
internal static class ResultSet
{
    internal const string Namespace = "http://jabber.org/protocol/rsm";

    /// <summary>One page of a list.</summary>
    /// <param name="all">The whole list, in order.</param>
    /// <param name="id">The unique name of an entry.</param>
    /// <param name="request">The <c>set</c> element of the request.</param>
    /// <param name="page">The entries of the page.</param>
    /// <param name="result">The <c>set</c> element of the answer.</param>
    /// <returns>False when the entry that is named is not in the list (§2.1), or a number is none.</returns>
    internal static bool TryPage<T>(ImmutableArray<T> all, Func<T, string> id, Element request, out ImmutableArray<T> page, out Element? result)
    {
        page = [];
        result = null;
        if (!TryNumber(request, "max", all.Length, out var max) || !TryNumber(request, "index", 0, out var start)) return false;
        var end = all.Length;
        if (request.Child("after")?.Text is { Length: > 0 } after)
        {
            var at = IndexOf(all, id, after);
            if (at < 0) return false;
            start = at + 1;
        }
        if (request.Child("before") is { } before)
        {
            if (before.Text.Length > 0 && (end = IndexOf(all, id, before.Text)) < 0) return false;
            start = Math.Max(start, end - max);
        }
        start = Math.Min(start, end);
        page = all.Slice(start, Math.Min(max, end - start));
        result = new Element("set", Namespace,
            page.IsEmpty ? null : new Element("first", Namespace, new XmlAttr("index", Text(start)), id(page[0])),
            page.IsEmpty ? null : new Element("last", Namespace, id(page[^1])),
            new Element("count", Namespace, Text(all.Length)));
        return true;
    }

    private static int IndexOf<T>(ImmutableArray<T> all, Func<T, string> id, string wanted)
    {
        for (var i = 0; i < all.Length; i++)
            if (id(all[i]) == wanted) return i;
        return -1;
    }

    private static bool TryNumber(Element request, string name, int standard, out int value)
    {
        value = standard;
        return request.Child(name)?.Text is not { } text || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
