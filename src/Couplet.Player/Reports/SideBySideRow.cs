namespace Couplet.Player.Reports;

/// <summary>One row of two columns.</summary>
internal readonly record struct SideBySideRow(string Left, bool LeftMarked, string Right, bool RightMarked);
