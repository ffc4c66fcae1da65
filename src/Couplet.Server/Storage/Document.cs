namespace Couplet.Server.Storage;

/// <summary>A stored document.</summary>
/// <param name="Key">Its name among the documents of its owner and kind.</param>
/// <param name="Value">Its content.</param>
public readonly record struct Document(string Key, ReadOnlyMemory<byte> Value);

/// <summary>A change of one document.</summary>
/// <param name="Owner">Whose document: a bare JID, a service.</param>
/// <param name="Kind">What sort, a stable name: <c>roster</c>, <c>vcard</c>.</param>
/// <param name="Key">Which.</param>
/// <param name="Value">The new content, or nothing to remove the document. (Beware of <c>condition ? bytes : null</c>: with the type
/// left to the compiler, its <c>null</c> is an empty content.)</param>
public readonly record struct DocumentWrite(string Owner, string Kind, string Key, ReadOnlyMemory<byte>? Value);
