using System.Buffers;
using System.Text;
using Couplet.Commands.Load;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Load;

public class LoadMarkTests
{
    private static readonly byte[] s_opening = LoadMark.Opening("abc");

    [Fact]
    public void What_is_written_into_a_message_is_found_in_it()
    {
        var mark = new LoadMark(7, 3, long.MaxValue, 123_456_789);
        var output = new ArrayBufferWriter<byte>();
        new MessageTemplate("a&b@example.org/it's", "chat", "abc", 80).Write(output, mark);

        var message = Assert.IsType<Element>(Assert.Single(XmlFragment.Parse(output.WrittenMemory, "jabber:client")));
        Assert.Equal("a&b@example.org/it's", message["to"]);
        Assert.True(LoadMark.TryFind(output.WrittenSpan, s_opening, out var found));
        Assert.Equal(mark, found);
        Assert.Equal(80, message.Child("body")!.Text.Length);
    }

    [Fact]
    public void A_short_body_still_holds_the_mark()
    {
        var output = new ArrayBufferWriter<byte>();
        new MessageTemplate("room@example.org", "groupchat", "abc", 1).Write(output, new LoadMark(1, 2, 3, 4));

        Assert.True(LoadMark.TryFind(output.WrittenSpan, s_opening, out var found));
        Assert.Equal(new LoadMark(1, 2, 3, 4), found);
    }

    [Theory]
    [InlineData("<body>hello</body>")]
    [InlineData("<body>~other.1.2.3.4~</body>")]
    [InlineData("<body>~abc.1.2.3~</body>")]
    [InlineData("<body>~abc.1.2.x.4~</body>")]
    [InlineData("<body>~abc.1.2.3.4")]
    [InlineData("<body>~abc.")]
    public void What_is_no_mark_of_this_run_is_left_alone(string content) => Assert.False(LoadMark.TryFind(Encoding.UTF8.GetBytes(content), s_opening, out _));
}
