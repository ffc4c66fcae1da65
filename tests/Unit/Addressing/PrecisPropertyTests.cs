using Couplet.Protocol.Addressing;
using FsCheck;
using FsCheck.Fluent;

namespace Couplet.Tests.Addressing;

public class PrecisPropertyTests
{
    // Letters of both directions and cases, marks, width variants, spaces, digits, joiners, structure, things that are refused.
    private const string Alphabet = "abzAZ019.-_@/:'\"&<> \u00A0\u3000\u00E5\u00C5\u0130\u00DF\u03A3\u03C2\u030A\u0301\u212B\u212A\uFF21\uFF71\uFF9E\u05D0\u05D1\u05B0\u0627"
        + "\u0660\u06F0\u00B7l\u30FB\u30AB\u200C\u200D\u094D\u0915\u2163\u265A\u1100\u1161\uAC00\u00AD\uE000\uD83D\uDE00\u0378\u0958\u1E9E";

    private static readonly Arbitrary<string> s_text = Gen.Elements(Alphabet.ToCharArray()).ArrayOf().Select(c => new string(c)).ToArbitrary();

    private static void Holds(Func<string, bool> property)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(s_text, property));

    private delegate bool Profile(string text, out string? canonical);

    private static bool IsIdempotent(Profile profile, string text)
        => !profile(text, out var once) || (profile(once!, out var twice) && once == twice);

    [Fact]
    public void This_process_can_normalise() => Assert.True(Precis.IsSupported);

    [Fact]
    public void User_names_are_stable() => Holds(text => IsIdempotent(Precis.UsernameCaseMapped, text));

    [Fact]
    public void Opaque_strings_are_stable() => Holds(text => IsIdempotent(Precis.OpaqueString, text));

    [Fact]
    public void Nicknames_are_stable() => Holds(text => IsIdempotent(Precis.Nickname, text));

    [Fact]
    public void Keys_of_nicknames_are_stable() => Holds(text => IsIdempotent(Precis.NicknameForComparison, text));

    [Fact]
    public void What_is_printed_is_read_as_the_same_address() => Holds(text =>
        !Jid.TryParse(text, out var jid) || (Jid.TryParse(jid.ToString(), out var again) && again == jid && again.GetHashCode() == jid.GetHashCode()
            && again.ToString() == jid.ToString() && (again.Local, again.Domain, again.Resource) == (jid.Local, jid.Domain, jid.Resource)));

    [Fact]
    public void Parts_make_the_address_they_were_taken_from() => Holds(text =>
        !Jid.TryCreate(text, "example.org", text, out var jid) || Jid.Parse(jid.ToString()) == jid);

    [Fact]
    public void Case_of_a_user_name_does_not_matter() => Holds(text =>
        !Precis.UsernameCaseMapped(text, out var name) || !Precis.UsernameCaseMapped(text.ToLowerInvariant(), out var lower) || name == lower);

    [Theory]
    [InlineData("  Foo   Bar ", "Foo Bar", "foo bar")]
    [InlineData("foo\u00A0\u3000bar", "foo bar", "foo bar")]
    [InlineData("\u03A3", "\u03A3", "\u03C3")]
    [InlineData("Richard \u2163", "Richard IV", "richard iv")]
    public void Nickname_is_shown_and_compared(string nick, string shown, string key)
    {
        Assert.True(Precis.Nickname(nick, out var canonical));
        Assert.True(Precis.NicknameForComparison(nick, out var compared));
        Assert.Equal((shown, key), (canonical, compared));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007")]
    public void Nickname_is_refused(string nick) => Assert.False(Precis.Nickname(nick, out _));
}
