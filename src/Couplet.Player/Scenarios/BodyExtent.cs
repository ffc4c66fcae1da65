namespace Couplet.Player.Scenarios;

/// <summary>How far the first element of a body reaches.</summary>
/// <param name="Xml">The body with comments blanked out and quotes in variables masked; as long as the source.</param>
/// <param name="End">The offset behind the element; meaningless while it is open.</param>
/// <param name="OpenTag">The offset of the innermost tag that is still open, or -1.</param>
/// <param name="OpenName">Its name.</param>
internal sealed record BodyExtent(string Xml, int End, int OpenTag, string OpenName)
{
    public bool IsComplete => OpenTag < 0;
}
