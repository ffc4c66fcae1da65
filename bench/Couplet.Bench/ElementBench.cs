using BenchmarkDotNet.Attributes;
using Couplet.Protocol.Xml;

namespace Couplet.Bench;

/// <summary>Trees: to bytes, and from bytes.</summary>
[MemoryDiagnoser]
public class ElementBench
{
    private readonly Element _element = new("message", "jabber:client", [new XmlAttr("type", "chat"), new XmlAttr("id", "9b1c")], XmlFragment.Parse(Samples.Payload, "jabber:client"));

    [Benchmark(Description = "ElementWriter: one message")]
    public int Write()
    {
        using var output = ScratchBuffer.Rent();
        ElementWriter.Write(output, _element, "jabber:client");
        return output.WrittenCount;
    }

    [Benchmark(Description = "XmlFragment: a message's content")]
    public int Parse() => XmlFragment.Parse(Samples.Payload, "jabber:client").Length;
}
