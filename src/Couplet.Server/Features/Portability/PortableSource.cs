using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>The account that is exported.</summary>
internal sealed record PortableSource(ICoupletStorage Storage, Jid Account, CancellationToken Cancellation)
{
    internal ValueTask<IReadOnlyList<Document>> ListAsync(string kind) => Storage.Documents.ListAsync(Account.ToString(), kind, Cancellation);

    /// <summary>The elements in documents that hold one each.</summary>
    internal async ValueTask<List<Element>> ElementsAsync(string kind)
    {
        var elements = new List<Element>();
        foreach (var (_, value) in await ListAsync(kind).ConfigureAwait(false)) elements.Add(Parse(value));
        return elements;
    }

    internal static Element Parse(ReadOnlyMemory<byte> xml) => XmlFragment.ParseElement(Encoding.UTF8.GetString(xml.Span));
}
