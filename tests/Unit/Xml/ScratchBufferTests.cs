using System.Buffers;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Xml;

/// <summary>The thread's buffer.</summary>
public sealed class ScratchBufferTests
{
    [Fact]
    public void It_holds_whatever_is_written_and_begins_anew()
    {
        var data = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        using (var buffer = ScratchBuffer.Rent())
        {
            foreach (var piece in data.Chunk(777)) buffer.Write(piece);
            Assert.Equal(data, buffer.ToArray());
        }
        using var next = ScratchBuffer.Rent();
        Assert.Equal(0, next.WrittenCount);
    }

    [Fact]
    public void Who_rents_while_another_has_it_gets_another()
    {
        using var outer = ScratchBuffer.Rent();
        outer.Write("outer"u8);
        using (var inner = ScratchBuffer.Rent()) inner.Write("inner"u8);
        Assert.Equal("outer"u8.ToArray(), outer.ToArray());
    }
}
