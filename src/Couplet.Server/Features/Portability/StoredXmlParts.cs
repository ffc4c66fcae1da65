using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AccountArchive;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Offline;
using Couplet.Server.Features.PrivateXml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.VCard;

namespace Couplet.Server.Features.Portability;

/// <summary>The messages that wait for the account (XEP-0227 §4.5), the oldest first.</summary>
internal sealed class OfflinePart : IPortablePart
{
    public bool Takes(Element element) => element.Is("offline-messages", PortableNamespaces.Data);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        var messages = await source.ElementsAsync(OfflineMessages.Kind).ConfigureAwait(false);
        if (messages.Count > 0) yield return new Element("offline-messages", PortableNamespaces.Data, messages);
    }

    public void Import(Element element, PortableTarget target)
    {
        long last = 0;
        foreach (var child in element.Elements())
        {
            if (!child.Is("message", Stanza.ClientNamespace) || !Stanza.TryRead(child, out var stanza, out _) || stanza is not Message)
                throw new PortableDataException($"<{child.Name}> among the offline messages is no message.");
            target.Add(OfflineMessages.Kind, (++last).ToString("D19", CultureInfo.InvariantCulture), PortableTarget.Bytes(child), "A list of offline messages");
        }
    }
}

/// <summary>Private XML (XEP-0227 §4.6).</summary>
internal sealed class PrivateXmlPart : IPortablePart
{
    public bool Takes(Element element) => element.Is("query", PrivateXmlFeature.Namespace);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        var notes = await source.ElementsAsync(PrivateXmlFeature.Kind).ConfigureAwait(false);
        if (notes.Count > 0) yield return new Element("query", PrivateXmlFeature.Namespace, notes);
    }

    public void Import(Element element, PortableTarget target)
    {
        foreach (var note in element.Elements())
            target.Add(PrivateXmlFeature.Kind, PrivateXmlFeature.Key(note), PortableTarget.Bytes(note), $"The private note <{note.Name} xmlns='{note.Namespace}'>");
    }
}

/// <summary>The card (XEP-0227 §4.7).</summary>
internal sealed class VCardPart : IPortablePart
{
    public bool Takes(Element element) => element.Is("vCard", ForeignNamespaces.VCard);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        foreach (var card in await source.ElementsAsync(VCardFeature.Kind).ConfigureAwait(false)) yield return card;
    }

    public void Import(Element element, PortableTarget target) => target.Add(VCardFeature.Kind, "", PortableTarget.Bytes(element), "The vCard");
}

/// <summary>What the owner wants archived (XEP-0441): XEP-0227 has no word for it, so it stands there as on the wire.</summary>
internal sealed class ArchivePreferencesPart : IPortablePart
{
    public bool Takes(Element element) => element.Is("prefs", ArchiveProtocol.Namespace);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        foreach (var (_, value) in await source.ListAsync(ArchivePreferences.Kind).ConfigureAwait(false)) yield return ArchivePreferences.Decode(value).ToElement();
    }

    public void Import(Element element, PortableTarget target)
    {
        if (ArchivePreferences.TryRead(element, out var preferences) is { } error) throw new PortableDataException($"The archive's <prefs> cannot be read: {error.Text}");
        target.Add(ArchivePreferences.Kind, "", preferences!.Encode(), "<prefs>");
    }
}
