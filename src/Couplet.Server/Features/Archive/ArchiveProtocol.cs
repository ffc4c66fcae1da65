namespace Couplet.Server.Features.Archive;

/// <summary>The names of the message archive on the wire.</summary>
internal static class ArchiveProtocol
{
    /// <summary>XEP-0313.</summary>
    internal const string Namespace = "urn:xmpp:mam:2";

    /// <summary>XEP-0313 §4.1.3 and on: ids, paging by the ends, flipped pages, metadata.</summary>
    internal const string Extended = "urn:xmpp:mam:2#extended";

    /// <summary>XEP-0431: the field for words.</summary>
    internal const string FullText = "urn:xmpp:fulltext:0";

    /// <summary>XEP-0431: the name of the form's field.</summary>
    internal const string FullTextField = "{urn:xmpp:fulltext:0}fulltext";

    /// <summary>XEP-0297.</summary>
    internal const string Forward = "urn:xmpp:forward:0";

    /// <summary>The most items that one page has.</summary>
    internal const int MostPerPage = 250;
}
