namespace Couplet.Commands.Torture;

/// <summary>Chance that a seed decides (SplitMix64), so that a run's choices can be made again.</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A number from 0 to <paramref name="below"/>, exclusive.</summary>
    internal int Next(int below) => (int)(NextBits() % (ulong)below);

    /// <summary>A length of time between two others.</summary>
    internal TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * (Next(1_000_000) / 1_000_000.0));

    /// <summary>Dice of its own for somebody.</summary>
    internal Dice For(int number) => new(unchecked((long)(_state * 31) + number + 1));

    private ulong NextBits()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15);
        var z = unchecked((_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
