using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Couplet.Server.Observability;

namespace Couplet.Tests.Observability;

/// <summary>Listens to the server's instruments. Other tests of this process are heard too, so numbers are lower bounds.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();

    internal Measurements(Meter? only = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name && (only is null || only == instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Add(i, v, tags));
        _listener.Start();
    }

    /// <summary>What was measured under a name with its attributes: <c>couplet.stanzas.sent kind=message</c>.</summary>
    internal IReadOnlyDictionary<string, double> Sums => _sums;

    /// <summary>Asks those instruments that answer only when asked.</summary>
    internal Measurements Observe()
    {
        _sums.Clear();
        _listener.RecordObservableInstruments();
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags) name += $" {tag.Key}={tag.Value}";
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
