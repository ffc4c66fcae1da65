using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PrivateXml;

/// <summary>XEP-0049: a client's own notes, kept under the name and namespace of their root.</summary>
internal sealed class PrivateXmlFeature : IFeature
{
    internal const string Namespace = "jabber:iq:private";
    internal const string Kind = "private-xml";

    /// <summary>The largest note, in bytes.</summary>
    private const int MaxBytes = 131_072;
    private const int MaxNotes = 200;

    public string Specification => "XEP-0049";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", Namespace, GetAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "query", Namespace, SetAsync);
    }

    private static async ValueTask<IqReply> GetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (Notes(request) is not [var asked]) return StanzaError.BadRequest("Ask for one element at a time.");
        var account = request.Account!;
        var stored = await account.Server.Storage.Documents.GetAsync(account.Jid.ToString(), Kind, Key(asked)).ConfigureAwait(false);
        var note = stored is { } xml ? XmlFragment.ParseElement(Encoding.UTF8.GetString(xml.Span)) : new Element(asked.Name, asked.Namespace);
        return new Element("query", Namespace, note);
    }

    private static async ValueTask<IqReply> SetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        var notes = Notes(request);
        if (notes.Count == 0) return StanzaError.BadRequest("There is nothing to keep.");
        if (notes.Exists(note => note.Namespace.Length == 0 || note.Namespace == Namespace || note.Namespace.StartsWith(Stanza.ClientNamespace, StringComparison.Ordinal)))
            return StanzaError.NotAcceptable("A note needs a namespace of its own.");
        var account = request.Account!;
        var owner = account.Jid.ToString();
        var writes = notes.ConvertAll(note => new DocumentWrite(owner, Kind, Key(note), Encoding.UTF8.GetBytes(note.ToString())));
        if (writes.Exists(write => write.Value!.Value.Length > MaxBytes)) return StanzaError.NotAcceptable("The note is too large.");
        var documents = account.Server.Storage.Documents;
        var keys = (await documents.ListAsync(owner, Kind).ConfigureAwait(false)).Select(document => document.Key);
        if (keys.Union(writes.Select(write => write.Key)).Count() > MaxNotes) return StanzaError.ResourceConstraint("There are too many notes.");
        await documents.WriteAsync(writes.ToArray()).ConfigureAwait(false);
        return IqReply.Ok;
    }

    private static List<Element> Notes(IqRequest request) => [.. request.Payload.Elements()];

    internal static string Key(Element note) => $"{note.Name}|{note.Namespace}";
}
