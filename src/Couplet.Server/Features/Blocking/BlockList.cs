using System.Collections.Frozen;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Blocking;

/// <summary>The addresses that an account has blocked (XEP-0191): immutable, so that sessions may consult it from any thread.</summary>
public sealed class BlockList
{
    private readonly FrozenSet<Jid> _jids;

    /// <summary>A list of these addresses.</summary>
    public BlockList(IEnumerable<Jid> jids) => _jids = jids.ToFrozenSet();

    /// <summary>Nobody is blocked.</summary>
    public static BlockList Empty { get; } = new([]);

    /// <summary>The addresses.</summary>
    public IReadOnlyCollection<Jid> Jids => _jids;

    /// <summary>Whether nobody is blocked.</summary>
    public bool IsEmpty => _jids.Count == 0;

    /// <summary>Whether stanzas of this address are blocked: as it is, by its bare JID, by its domain with its resource, or by its domain (§2).</summary>
    public bool Contains(Jid jid)
    {
        if (_jids.Count == 0 || jid.IsEmpty) return false;
        if (_jids.Contains(jid) || (jid.IsFull && _jids.Contains(jid.Bare))) return true;
        if (jid.Local is null || !Jid.TryCreate(null, jid.Domain, null, out var domain)) return false;
        return _jids.Contains(domain) || (jid.Resource is { } resource && domain.TryWithResource(resource, out var service) && _jids.Contains(service));
    }
}
