namespace Couplet.Server.Storage;

/// <summary>
/// Who appends. A node that was declared dead has its epoch raised by another; whatever it still tries to write under
/// the old epoch is refused.
/// </summary>
/// <param name="Node">The name of the node.</param>
/// <param name="Epoch">The epoch under which it was last started, from 1.</param>
public readonly record struct OwnerToken(string Node, long Epoch)
{
    /// <summary>The owner of everything where there is one process only.</summary>
    public static OwnerToken Single { get; } = new("single", 1);
}
