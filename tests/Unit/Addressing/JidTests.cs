using Couplet.Protocol.Addressing;

namespace Couplet.Tests.Addressing;

public class JidTests
{
    [Theory]
    [InlineData("example.com", null, "example.com", null)]
    [InlineData("Juliet@Example.COM", "juliet", "example.com", null)]
    [InlineData("juliet@example.com/foo bar", "juliet", "example.com", "foo bar")]
    [InlineData("juliet@example.com/foo@bar/baz", "juliet", "example.com", "foo@bar/baz")]
    [InlineData("example.com/a@b", null, "example.com", "a@b")]
    [InlineData("foo\\20bar@example.com", "foo\\20bar", "example.com", null)]
    [InlineData("fu\u00DFball@example.com", "fu\u00DFball", "example.com", null)]
    [InlineData("\u03A3@example.com/foo", "\u03C3", "example.com", "foo")]
    [InlineData("king@example.com/\u265A", "king", "example.com", "\u265A")]
    [InlineData("a\u030A@example.com", "\u00E5", "example.com", null)]
    [InlineData("\uFF2A\uFF35@example.com", "ju", "example.com", null)]
    [InlineData("a@example.com/x\u00A0y", "a", "example.com", "x y")]
    [InlineData("a@example.com/\u1F600", "a", "example.com", "\u1F600")]
    [InlineData("a@example.com./r", "a", "example.com", "r")]
    [InlineData("a@B\u00DCCHER.example", "a", "b\u00FCcher.example", null)]
    [InlineData("a@xn--bcher-kva.example", "a", "b\u00FCcher.example", null)]
    [InlineData("a@b\u00FCcher\u3002example", "a", "b\u00FCcher.example", null)]
    [InlineData("a@192.0.2.1", "a", "192.0.2.1", null)]
    [InlineData("a@[2001:DB8::1]", "a", "[2001:db8::1]", null)]
    [InlineData("\u05E9\u05DC\u05D5\u05DD1@example.com", "\u05E9\u05DC\u05D5\u05DD1", "example.com", null)]
    [InlineData("l\u00B7l@example.com", "l\u00B7l", "example.com", null)]
    [InlineData("\u0915\u094D\u200D\u0937@example.com", "\u0915\u094D\u200D\u0937", "example.com", null)]
    [InlineData("\u0646\u0627\u0645\u0647\u200C\u0627\u06CC@example.com", "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC", "example.com", null)]
    public void Address_is_read_in_canonical_form(string text, string? local, string domain, string? resource)
    {
        Assert.True(Jid.TryParse(text, out var jid));
        Assert.Equal((local, domain, resource), (jid.Local, jid.Domain, jid.Resource));
        Assert.Equal(jid, Jid.Parse(jid.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a@/r")]
    [InlineData("/r")]
    [InlineData("a@example.com/")]
    [InlineData("a@b@example.com")]
    [InlineData("\"juliet\"@example.com")]
    [InlineData("foo bar@example.com")]
    [InlineData("a<b@example.com")]
    [InlineData("a>b@example.com")]
    [InlineData("a&b@example.com")]
    [InlineData("a'b@example.com")]
    [InlineData("a:b@example.com")]
    [InlineData("a\u007F@example.com")]
    [InlineData("a\u0000@example.com")]
    [InlineData("a@example.com/\u0007")]
    [InlineData("a@example.com/\n")]
    [InlineData("henry\u2163@example.com")] // compatibility character
    [InlineData("\u265A@example.com")] // symbol
    [InlineData("a\uFF0Fb@example.com")] // becomes a slash
    [InlineData("a\uFF20b@example.com")] // becomes an at sign
    [InlineData("a\uFF02@example.com")] // becomes a quotation mark
    [InlineData("a\u3000b@example.com")] // becomes a space
    [InlineData("a\u00ADb@example.com")] // soft hyphen
    [InlineData("a\u202Eb@example.com")] // right-to-left override
    [InlineData("a@example.com/\u202Eb")]
    [InlineData("a@example.com/\u200B")] // zero width space
    [InlineData("a@example.com/\uFEFF")]
    [InlineData("a@example.com/\uE000")] // private use
    [InlineData("a@example.com/\u0378")] // not assigned
    [InlineData("a@example.com/\uFDD0")] // no character
    [InlineData("a\u200Db@example.com")] // joiner without a virama
    [InlineData("a\u200C@example.com")]
    [InlineData("a\u00B7b@example.com")] // middle dot outside of l·l
    [InlineData("\u05D0a@example.com")] // both directions
    [InlineData("a\u05D0@example.com")]
    [InlineData("1\u05D0@example.com")]
    [InlineData("\u0660\u06F0@example.com")] // two kinds of digits
    [InlineData("\u30FB@example.com")] // middle dot alone
    [InlineData("a@exa mple.com")]
    [InlineData("a@example..com")]
    [InlineData("a@.example.com")]
    [InlineData("a@.")]
    [InlineData("a@-example.com")]
    [InlineData("a@example-.com")]
    [InlineData("a@exam_ple.com")]
    [InlineData("a@example.com:5222")]
    [InlineData("a@\u265A.example")]
    [InlineData("a@exam\uFF0Fple.com")]
    [InlineData("a@exam\u2100ple.com")] // a/c
    [InlineData("a@xn--.example")]
    [InlineData("a@xn--a.example")]
    [InlineData("a@xn--\u00FC.example")]
    [InlineData("a@[::1")]
    [InlineData("a@[::1%eth0]")]
    [InlineData("a@[192.0.2.1]")]
    [InlineData("a@[]")]
    [InlineData("a@::1")]
    public void Hostile_address_is_refused(string text) => Assert.False(Jid.TryParse(text, out _));

    [Fact]
    public void Lone_surrogates_are_refused()
    {
        Assert.False(Jid.TryParse("a\uD800@example.com", out _));
        Assert.False(Jid.TryParse("a@\uDC00.example", out _));
        Assert.False(Jid.TryParse("a@example.com/\uD83Dx", out _));
        Assert.False(Precis.Nickname("\uD800", out _));
    }

    [Fact]
    public void Parts_have_1023_bytes_at_most()
    {
        Assert.True(Jid.TryParse($"{new string('a', 1023)}@example.com/{new string('r', 1023)}", out _));
        Assert.False(Jid.TryParse($"{new string('a', 1024)}@example.com", out _));
        Assert.False(Jid.TryParse($"a@example.com/{new string('r', 1024)}", out _));
        Assert.True(Jid.TryParse($"a@example.com/{new string('\u00FC', 511)}", out _));
        Assert.False(Jid.TryParse($"a@example.com/{new string('\u00FC', 512)}", out _));
        Assert.False(Jid.TryParse($"a@{new string('d', 64)}.example", out _));
        Assert.False(Jid.TryParse($"a@{string.Join('.', Enumerable.Repeat("abcdefg", 129))}", out _));
    }

    [Fact]
    public void Absent_address_is_empty_and_takes_no_resource()
    {
        Jid absent = default;
        Assert.True(absent.IsEmpty);
        Assert.Equal("", absent.ToString());
        Assert.False(absent.TryWithResource("r", out _));
        Assert.False(Jid.TryParse(null, out _));
    }
}
