using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>
/// One start tag (or empty-element tag), taken apart and checked: names, attributes, namespaces. The object is used again for each tag;
/// nothing is decoded unless asked for, so that a tag inside a stanza that is only passed on costs no allocation.
/// </summary>
internal sealed class StartTag
{
    private Attribute[] _attributes = new Attribute[8];
    private int _count;
    private QName _name;

    /// <summary>Whether the tag ends with <c>/></c>.</summary>
    internal bool IsEmpty { get; private set; }

    /// <summary>The length of the qualified name, which begins after the tag's first byte.</summary>
    internal int NameLength => _name.Length;

    /// <summary>The element's namespace.</summary>
    internal string Namespace { get; private set; } = "";

    /// <summary>The depth of the outermost element whose declaration of a prefix is used by this tag.</summary>
    internal int OutermostPrefix { get; private set; }

    /// <summary>The depth of the element whose declaration of the default namespace applies; <see cref="int.MaxValue"/> if none is used.</summary>
    internal int DefaultDeclaredAt { get; private set; }

    /// <summary>Takes <paramref name="tag"/> (from <c>&lt;</c> to <c>></c>) apart; <paramref name="position"/> is where it stands.</summary>
    internal void Parse(ReadOnlySpan<byte> tag, XmlLimits limits, long position)
    {
        if (!Utf8.IsValid(tag)) throw new XmlStreamException(StreamErrorCondition.UnsupportedEncoding, "The data is not UTF-8.", position);
        _count = 0;
        var end = tag.Length - 1;
        IsEmpty = tag[end - 1] == '/';
        if (IsEmpty) end--;
        var at = 1;
        _name = ReadName(tag, ref at, limits, position);
        while (at < end)
        {
            var spaces = SkipSpace(tag, ref at);
            if (at == end) break;
            if (spaces == 0) throw Malformed("White space is missing in a tag.", position + at);
            ReadAttribute(tag[..end], ref at, limits, position);
        }
        CheckDoubles(tag, position);
    }

    /// <summary>Brings the tag's declarations into force and finds the namespaces of its names.</summary>
    internal void Resolve(ReadOnlySpan<byte> tag, NamespaceScope scope, int depth, XmlLimits limits, long position)
    {
        OutermostPrefix = DefaultDeclaredAt = int.MaxValue;
        var prefixed = 0;
        for (var i = 0; i < _count; i++)
        {
            ref var a = ref _attributes[i];
            var local = a.Name.Local(tag);
            var prefix = a.Name.Prefix(tag);
            a.IsDeclaration = prefix.IsEmpty ? local.SequenceEqual("xmlns"u8) : prefix.SequenceEqual("xmlns"u8);
            if (!a.IsDeclaration)
            {
                if (!prefix.IsEmpty) prefixed++;
                continue;
            }
            if (a.ValueLength > limits.MaxNameBytes) throw TooMuch("A namespace is too long.", position + a.ValueStart);
            var uri = a.Plain ? InternTable.Name(a.Value(tag)) : XmlText.Decode(a.Value(tag), XmlText.Kind.Attribute);
            scope.Declare(prefix.IsEmpty ? "" : InternTable.Name(local), uri, depth, limits, position + a.Name.Start);
        }
        var binding = Find(_name, tag, scope, position);
        if (_name.PrefixLength == 0) DefaultDeclaredAt = binding.Depth;
        else if (binding.Uri == XmlAttr.XmlNamespace)
            throw new XmlStreamException(StreamErrorCondition.BadNamespacePrefix, "No element has the prefix xml.", position);
        Namespace = binding.Uri;
        if (prefixed == 0) return;
        for (var i = 0; i < _count; i++)
        {
            ref var a = ref _attributes[i];
            if (a.IsDeclaration || a.Name.PrefixLength == 0) a.Namespace = "";
            else a.Namespace = Find(a.Name, tag, scope, position).Uri;
        }
        if (prefixed > 1) CheckExpandedDoubles(tag, position);
    }

    /// <summary>The local name.</summary>
    internal string LocalName(ReadOnlySpan<byte> tag) => InternTable.Name(_name.Local(tag));

    /// <summary>The prefix of the name; empty for none.</summary>
    internal string Prefix(ReadOnlySpan<byte> tag) => InternTable.Name(_name.Prefix(tag));

    /// <summary>The attributes, decoded, without namespace declarations. After <see cref="Resolve"/>.</summary>
    internal ImmutableArray<XmlAttr> Attributes(ReadOnlySpan<byte> tag)
    {
        var wanted = 0;
        for (var i = 0; i < _count; i++)
            if (!_attributes[i].IsDeclaration) wanted++;
        if (wanted == 0) return [];
        var result = new XmlAttr[wanted];
        var at = 0;
        for (var i = 0; i < _count; i++)
        {
            ref var a = ref _attributes[i];
            if (a.IsDeclaration) continue;
            var value = a.Plain ? InternTable.Value(a.Value(tag)) : XmlText.Decode(a.Value(tag), XmlText.Kind.Attribute);
            result[at++] = new XmlAttr(InternTable.Name(a.Name.Local(tag)), value, a.Name.PrefixLength == 0 ? "" : a.Namespace);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(result);
    }

    private NamespaceScope.Binding Find(QName name, ReadOnlySpan<byte> tag, NamespaceScope scope, long position)
    {
        var prefix = InternTable.Name(name.Prefix(tag));
        // The prefix xmlns is bound by definition, but only declarations may use it, and nothing but attributes declares.
        if (prefix == "xmlns" || !scope.TryResolve(prefix, out var binding)) throw Malformed("A prefix is not declared.", position + name.Start);
        if (prefix.Length > 0 && binding.Depth < OutermostPrefix) OutermostPrefix = binding.Depth;
        return binding;
    }

    private void ReadAttribute(ReadOnlySpan<byte> tag, ref int at, XmlLimits limits, long position)
    {
        if (_count >= limits.MaxAttributes) throw TooMuch("An element has too many attributes.", position + at);
        var name = ReadName(tag, ref at, limits, position);
        SkipSpace(tag, ref at);
        if (at >= tag.Length || tag[at] != '=') throw Malformed("An attribute has no value.", position + at);
        at++;
        SkipSpace(tag, ref at);
        if (at >= tag.Length || tag[at] is not ((byte)'"' or (byte)'\'')) throw Malformed("An attribute's value has no quotes.", position + at);
        var start = at + 1;
        var length = tag[start..].IndexOf(tag[at]);
        if (length < 0) throw Malformed("An attribute's value has no end.", position + at);
        if (_count == _attributes.Length) Array.Resize(ref _attributes, _count * 2);
        var plain = CheckValue(tag.Slice(start, length), position + start);
        _attributes[_count++] = new Attribute { Name = name, ValueStart = start, ValueLength = length, Plain = plain };
        at = start + length + 1;
    }

    private static bool CheckValue(ReadOnlySpan<byte> value, long position)
    {
        var plain = true;
        var at = 0;
        while (true)
        {
            var stop = value[at..].IndexOfAny(XmlChars.ValueStops);
            if (stop < 0) return plain;
            at += stop;
            switch (value[at])
            {
                case 0xEF when !XmlChars.IsNonCharacter(value[at..]):
                    at += 3;
                    break;
                case (byte)'\t' or (byte)'\n' or (byte)'\r':
                    plain = false;
                    at++;
                    break;
                case (byte)'&':
                    plain = false;
                    at += XmlText.ReferenceLength(value[at..], final: true, position + at);
                    break;
                default:
                    throw Malformed("An attribute's value has a character that is not allowed.", position + at);
            }
        }
    }

    private static QName ReadName(ReadOnlySpan<byte> tag, ref int at, XmlLimits limits, long position)
    {
        var start = at;
        var first = XmlChars.NcNameLength(tag[at..]);
        var prefix = 0;
        at += first;
        if (first > 0 && at < tag.Length && tag[at] == ':')
        {
            prefix = first;
            first = XmlChars.NcNameLength(tag[++at..]);
            at += first;
        }
        if (first == 0) throw Malformed("A name is malformed.", position + at);
        if (at - start > limits.MaxNameBytes) throw TooMuch("A name is too long.", position + start);
        return new QName(start, at - start, prefix);
    }

    private static int SkipSpace(ReadOnlySpan<byte> tag, ref int at)
    {
        var start = at;
        while (at < tag.Length && XmlChars.IsSpace(tag[at])) at++;
        return at - start;
    }

    private void CheckDoubles(ReadOnlySpan<byte> tag, long position)
    {
        if (_count > 64)
        {
            var seen = new HashSet<string>(_count, StringComparer.Ordinal);
            for (var i = 0; i < _count; i++)
                if (!seen.Add(System.Text.Encoding.UTF8.GetString(_attributes[i].Name.Of(tag)))) throw Double(i, position);
            return;
        }
        for (var i = 1; i < _count; i++)
        {
            var name = _attributes[i].Name.Of(tag);
            for (var j = 0; j < i; j++)
                if (_attributes[j].Name.Length == name.Length && name.SequenceEqual(_attributes[j].Name.Of(tag))) throw Double(i, position);
        }
    }

    // Two prefixes may mean the same namespace (XML Names §6.3).
    private void CheckExpandedDoubles(ReadOnlySpan<byte> tag, long position)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < _count; i++)
        {
            ref var a = ref _attributes[i];
            if (!a.IsDeclaration && a.Name.PrefixLength > 0 && !seen.Add((a.Namespace, InternTable.Name(a.Name.Local(tag))))) throw Double(i, position);
        }
    }

    private XmlStreamException Double(int i, long position) => Malformed("An attribute is there twice.", position + _attributes[i].Name.Start);

    private static XmlStreamException Malformed(string message, long position) => new(StreamErrorCondition.NotWellFormed, message, position);

    private static XmlStreamException TooMuch(string message, long position) => new(StreamErrorCondition.PolicyViolation, message, position);

    private readonly record struct QName(int Start, int Length, int PrefixLength)
    {
        internal ReadOnlySpan<byte> Of(ReadOnlySpan<byte> tag) => tag.Slice(Start, Length);

        internal ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> tag) => tag.Slice(Start, PrefixLength);

        internal ReadOnlySpan<byte> Local(ReadOnlySpan<byte> tag)
            => PrefixLength == 0 ? Of(tag) : tag.Slice(Start + PrefixLength + 1, Length - PrefixLength - 1);
    }

    private struct Attribute
    {
        internal QName Name;
        internal int ValueStart, ValueLength;
        internal bool Plain, IsDeclaration;
        internal string Namespace;

        internal readonly ReadOnlySpan<byte> Value(ReadOnlySpan<byte> tag) => tag.Slice(ValueStart, ValueLength);
    }
}
