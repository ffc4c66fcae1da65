using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>An option that is a set of roles.</summary>
internal abstract class RolesOption(string var, string label, params ImmutableArray<Role> allowed) : IRoomOption
{
    /// <inheritdoc/>
    public string Var => var;

    /// <summary>The value.</summary>
    protected abstract ImmutableHashSet<Role> Get(RoomConfig config);

    /// <summary>Sets the value.</summary>
    protected abstract RoomConfig Set(RoomConfig config, ImmutableHashSet<Role> value);

    /// <summary>What a choice is called.</summary>
    protected virtual string LabelOf(Role role) => Words.Of(role) is { } word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(var, FormFieldType.ListMulti)
    {
        Label = label,
        Values = Read(config),
        Options = [.. allowed.Select(r => new FormOption(Words.Of(r), LabelOf(r)))],
    };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config)
    {
        var roles = Get(config);
        return [.. allowed.Where(roles.Contains).Select(Words.Of)];
    }

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        var roles = ImmutableHashSet.CreateBuilder<Role>();
        foreach (var value in values)
        {
            if (Words.ReadRole(value.Trim()) is not { } role || !allowed.Contains(role)) return $"'{value}' is none of its roles";
            roles.Add(role);
        }
        config = Set(config, roles.ToImmutable());
        return null;
    }

    /// <inheritdoc/>
    public virtual int StatusCode(RoomConfig before, RoomConfig after) => 104;
}
