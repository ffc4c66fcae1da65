namespace Couplet.Protocol.Xml;

/// <summary>Takes what <see cref="ContentScanner"/> finds. The spans are the document's bytes, already checked.</summary>
internal interface IContentSink
{
    /// <summary>A start tag, resolved; the element is at <paramref name="depth"/> (1: outermost), its content begins at <paramref name="contentStart"/>.</summary>
    void Start(ReadOnlySpan<byte> tag, StartTag start, int depth, int contentStart);

    /// <summary>Text up to the next markup, or a CDATA section's content.</summary>
    void Text(ReadOnlySpan<byte> raw, XmlText.Kind kind);

    /// <summary>The end of the element at <paramref name="depth"/>, whose content ends at <paramref name="contentEnd"/>.</summary>
    void End(ReadOnlySpan<byte> data, int depth, int contentEnd);
}
