using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.ResultSets;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Archive;

/// <summary>What an archive answers (XEP-0313 §4.2, §4.4, §5).</summary>
internal static class ArchiveAnswer
{
    /// <summary>The namespace of <c>delay</c> (XEP-0203).</summary>
    internal const string DelayNamespace = "urn:xmpp:delay";

    /// <summary>One message of a page.</summary>
    /// <param name="archive">Whose archive it is.</param>
    /// <param name="to">Who asked.</param>
    /// <param name="queryId">The client's name for the query, or null.</param>
    /// <param name="id">The archive's id of the message.</param>
    /// <param name="time">When it was archived.</param>
    /// <param name="message">The message as it was sent.</param>
    internal static Message Result(Jid archive, Jid to, string? queryId, string id, DateTimeOffset time, Stanza message)
        => new(new StanzaHeader(archive, to), MessageType.Normal, new Element("result", ArchiveProtocol.Namespace,
            queryId is null ? null : new XmlAttr("queryid", queryId), new XmlAttr("id", id),
            new Element("forwarded", ArchiveProtocol.Forward,
                new Element("delay", DelayNamespace, new XmlAttr("stamp", Stamp(time))),
                message.ToElement())));

    /// <summary>The end of a page: the content of the iq result.</summary>
    internal static Element Fin(ArchivePage page) => new("fin", ArchiveProtocol.Namespace,
        page.Complete ? new XmlAttr("complete", "true") : null,
        new Element("set", ResultSet.Namespace,
            page.First is null ? null : new Element("first", ResultSet.Namespace,
                page.FirstIndex is { } index ? new XmlAttr("index", Number(index)) : null, page.First),
            page.Last is null ? null : new Element("last", ResultSet.Namespace, page.Last),
            page.Count is { } count ? new Element("count", ResultSet.Namespace, Number(count)) : null));

    // §4.1.7: the list of all ids is not given; that any may be asked for is said by XEP-0122.
    private static readonly FormField s_ids = new("ids", FormFieldType.ListMulti)
    {
        Extensions = [new Element("validate", DataForm.ValidationNamespace, new XmlAttr("datatype", "xs:string"), new Element("open", DataForm.ValidationNamespace))],
    };

    /// <summary>The form that says which fields a query may have (§4.1.7).</summary>
    internal static Element Form() => new("query", ArchiveProtocol.Namespace, DataForm.Build(DataFormType.Form, ArchiveProtocol.Namespace)
        .Jid("with").Text("start").Text("end").Text("before-id").Text("after-id")
        .Add(s_ids).Text(ArchiveProtocol.FullTextField).ToElement());

    /// <summary>The ends of the archive (§5).</summary>
    internal static Element Metadata(ArchiveMetadata? metadata) => new("metadata", ArchiveProtocol.Namespace,
        metadata is null ? null : new Element("start", ArchiveProtocol.Namespace, new XmlAttr("id", metadata.FirstId), new XmlAttr("timestamp", Stamp(metadata.FirstTime))),
        metadata is null ? null : new Element("end", ArchiveProtocol.Namespace, new XmlAttr("id", metadata.LastId), new XmlAttr("timestamp", Stamp(metadata.LastTime))));

    internal static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
