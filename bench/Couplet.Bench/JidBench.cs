using BenchmarkDotNet.Attributes;
using Couplet.Protocol.Addressing;

namespace Couplet.Bench;

/// <summary>Addresses.</summary>
[MemoryDiagnoser]
public class JidBench
{
    private const int Many = 20_000;

    private readonly string[] _new = [.. Enumerable.Range(0, Many).Select(i => $"user{i}@example.net/phone")];
    private int _next;

    [Benchmark(Description = "Jid: one seen before")]
    public bool Again() => Jid.TryParse("romeo@example.net/orchard", out _);

    [Benchmark(Description = "Jid: one of very many")]
    public bool New() => Jid.TryParse(_new[_next = (_next + 1) % Many], out _);

    [Benchmark(Description = "Jid: beyond ASCII")]
    public bool International() => Jid.TryParse("ὈΔΥΣΣΕΎΣ@bücher.example/Ἰθάκη", out _);
}
