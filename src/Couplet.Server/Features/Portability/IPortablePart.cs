using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Portability;

/// <summary>One kind of an account's data: how it stands in a portable file (XEP-0227 §4), and what documents it is on disk.</summary>
internal interface IPortablePart
{
    /// <summary>Whether an element of a <c>user</c> is of this kind.</summary>
    bool Takes(Element element);

    /// <summary>The account's data, as elements of its <c>user</c>.</summary>
    IAsyncEnumerable<Element> ExportAsync(PortableSource source);

    /// <summary>Takes an element over.</summary>
    /// <exception cref="PortableDataException">It cannot be understood.</exception>
    void Import(Element element, PortableTarget target);
}
