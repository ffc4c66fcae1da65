namespace Couplet.Server.Storage;

/// <summary>The name of one log: <c>room:tea@conference.example</c>, <c>account:ann@example</c>.</summary>
/// <param name="Value">The name as it is stored. Never changes for the life of what it names.</param>
public readonly record struct StreamId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
