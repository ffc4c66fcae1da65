using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Addressing;

/// <summary>What a <see cref="Jid"/> refers to: canonical parts, and what is derived from them once.</summary>
internal sealed class JidParts
{
    private JidParts? _bare;
    private byte[]? _escapedUtf8;

    internal JidParts(string? local, string domain, string? resource)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        Text = (local, resource) switch
        {
            (null, null) => domain,
            (null, _) => $"{domain}/{resource}",
            (_, null) => $"{local}@{domain}",
            _ => $"{local}@{domain}/{resource}",
        };
        Hash = Text.GetHashCode(StringComparison.Ordinal);
    }

    internal string? Local { get; }
    internal string Domain { get; }
    internal string? Resource { get; }
    internal string Text { get; }
    internal int Hash { get; }

    internal JidParts Bare => _bare ??= new JidParts(Local, Domain, null);

    internal byte[] EscapedUtf8
    {
        get
        {
            if (_escapedUtf8 is null)
            {
                using var buffer = ScratchBuffer.Rent();
                ElementWriter.AttributeText(buffer, Text);
                _escapedUtf8 = buffer.ToArray();
            }
            return _escapedUtf8;
        }
    }
}
