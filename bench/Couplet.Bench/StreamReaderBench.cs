using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Bench;

/// <summary>From bytes to stanzas.</summary>
[MemoryDiagnoser]
public class StreamReaderBench
{
    private const int Count = 100;

    private readonly XmlStreamReader _reader = new(XmlLimits.Default, XmlFraming.Stream);
    private readonly byte[] _header = Encoding.UTF8.GetBytes(Samples.Header);
    private readonly byte[] _stanzas = [.. Enumerable.Repeat(Samples.Message, Count).SelectMany(m => m)];

    [Benchmark(Description = "reader: one message", OperationsPerInvoke = Count)]
    public int Read() => ReadAll(false);

    [Benchmark(Description = "reader: one message, with its addresses", OperationsPerInvoke = Count)]
    public int ReadStanzas() => ReadAll(true);

    private int ReadAll(bool stanzas)
    {
        _reader.Reset();
        var input = new ReadOnlySequence<byte>(_header);
        _reader.Read(ref input);
        input = new ReadOnlySequence<byte>(_stanzas);
        var count = 0;
        while (_reader.Read(ref input) == XmlTokenKind.Element)
            if (!stanzas || Stanza.TryRead(_reader.Current!, out _, out _)) count++;
        return count;
    }
}
