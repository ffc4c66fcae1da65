using System.Globalization;
using System.Text;

namespace Couplet.Protocol.Addressing;

/// <summary>
/// The second half of the rule for ZERO WIDTH NON-JOINER (RFC 5892 §A.1): it may part two letters that would join. Scripts of the Basic
/// Multilingual Plane; elsewhere the character is refused.
/// </summary>
internal static class ArabicJoining
{
    // Pairs: first and last of each run of Joining_Type=Dual_Joining, and of Right_Joining (Unicode 14). U+A872 alone is Left_Joining.
    private const string Dual = "\u0620\u0620\u0626\u0626\u0628\u0628\u062A\u062E\u0633\u063F\u0641\u0647\u0649\u064A\u066E\u066F\u0678\u0687\u069A\u06BF\u06C1\u06C2"
        + "\u06CC\u06CC\u06CE\u06CE\u06D0\u06D1\u06FA\u06FC\u06FF\u06FF\u0712\u0714\u071A\u071D\u071F\u0727\u0729\u0729\u072B\u072B\u072D\u072E"
        + "\u074E\u0758\u075C\u076A\u076D\u0770\u0772\u0772\u0775\u0777\u077A\u077F\u07CA\u07EA\u0841\u0845\u0848\u0848\u084A\u0853\u0855\u0855"
        + "\u0860\u0860\u0862\u0865\u0868\u0868\u0886\u0886\u0889\u088D\u08A0\u08A9\u08AF\u08B0\u08B3\u08B8\u08BA\u08C8\u1807\u1807\u1820\u1878"
        + "\u1887\u18A8\u18AA\u18AA\uA840\uA871";
    private const string Right = "\u0622\u0625\u0627\u0627\u0629\u0629\u062F\u0632\u0648\u0648\u0671\u0673\u0675\u0677\u0688\u0699\u06C0\u06C0\u06C3\u06CB\u06CD\u06CD"
        + "\u06CF\u06CF\u06D2\u06D3\u06D5\u06D5\u06EE\u06EF\u0710\u0710\u0715\u0719\u071E\u071E\u0728\u0728\u072A\u072A\u072C\u072C\u072F\u072F"
        + "\u074D\u074D\u0759\u075B\u076B\u076C\u0771\u0771\u0773\u0774\u0778\u0779\u0840\u0840\u0846\u0847\u0849\u0849\u0854\u0854\u0856\u0858"
        + "\u0867\u0867\u0869\u086A\u0870\u0882\u088E\u088E\u08AA\u08AC\u08AE\u08AE\u08B1\u08B2\u08B9\u08B9";

    internal static bool IsBetweenJoiners(string text, int at)
    {
        var before = text.AsSpan(0, at);
        var after = text.AsSpan(at + 1);
        while (Rune.DecodeLastFromUtf16(before, out var rune, out var length) == System.Buffers.OperationStatus.Done && IsTransparent(rune)) before = before[..^length];
        while (Rune.DecodeFromUtf16(after, out var rune, out var length) == System.Buffers.OperationStatus.Done && IsTransparent(rune)) after = after[length..];
        return !before.IsEmpty && !after.IsEmpty
            && (IsIn(Dual, before[^1]) || before[^1] == '\uA872')
            && (IsIn(Dual, after[0]) || IsIn(Right, after[0]));
    }

    private static bool IsTransparent(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsIn(string runs, char c)
    {
        for (var i = 0; i < runs.Length; i += 2)
            if (c >= runs[i] && c <= runs[i + 1]) return true;
        return false;
    }
}
