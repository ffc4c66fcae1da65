using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>The account that is imported, until it is whole: what is kept of it is written in one go or not at all.</summary>
internal sealed class PortableTarget(Jid account, int iterations, DateTimeOffset now)
{
    private readonly Dictionary<(string Kind, string Key), ReadOnlyMemory<byte>> _documents = [];

    internal Jid Account { get; } = account;

    /// <summary>PBKDF2 iterations where the file has a password.</summary>
    internal int Iterations { get; } = iterations;

    internal DateTimeOffset Now { get; } = now;

    /// <summary>What the operator should know although nothing is wrong.</summary>
    internal List<string> Remarks { get; } = [];

    internal DocumentWrite[] Documents => [.. _documents.Select(d => new DocumentWrite(Account.ToString(), d.Key.Kind, d.Key.Key, d.Value))];

    internal bool Has(string kind) => _documents.Keys.Any(k => k.Kind == kind);

    internal ReadOnlyMemory<byte>? Find(string kind, string key) => _documents.TryGetValue((kind, key), out var value) ? value : default(ReadOnlyMemory<byte>?);

    /// <exception cref="PortableDataException">There is such a document already.</exception>
    internal void Add(string kind, string key, ReadOnlyMemory<byte> value, string what)
    {
        if (!_documents.TryAdd((kind, key), value)) throw new PortableDataException($"{what} is there twice.");
    }

    internal void Set(string kind, string key, ReadOnlyMemory<byte> value) => _documents[(kind, key)] = value;

    internal static ReadOnlyMemory<byte> Bytes(Element element) => Encoding.UTF8.GetBytes(element.ToString());

    /// <summary>An attribute that must be an address.</summary>
    internal static Jid Address(Element element, string attribute)
        => Jid.TryParse(element[attribute], out var jid) ? jid : throw new PortableDataException($"<{element.Name}> has no address in '{attribute}': '{element[attribute]}'.");
}
