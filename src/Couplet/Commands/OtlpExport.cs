using Couplet.Server.Hosting;
using Couplet.Server.Observability;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Couplet.Commands;

/// <summary>Sends measurements and traces to an OpenTelemetry collector while it lives; what is left goes out when it is disposed.</summary>
internal sealed class OtlpExport : IDisposable
{
    // The runtime's own: memory, garbage collection, threads.
    private const string RuntimeMeter = "System.Runtime";

    // What a collector takes in is not worth a slow farewell.
    private const int PatienceMilliseconds = 2_000;

    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    private OtlpExport(Uri endpoint, int tracePercent)
    {
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Telemetry.Name, RuntimeMeter)
            .AddOtlpExporter(o => Point(o, endpoint, "v1/metrics")).Build();
        if (tracePercent == 0) return;
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Telemetry.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(tracePercent / 100.0)))
            .AddOtlpExporter(o => Point(o, endpoint, "v1/traces")).Build();
    }

    /// <summary>Starts sending; null where the options name no collector.</summary>
    internal static OtlpExport? Start(CoupletOptions options)
        => options.Telemetry.Endpoint is { } endpoint ? new OtlpExport(endpoint, options.Telemetry.TracePercent) : null;

    public void Dispose()
    {
        _traces?.Shutdown(PatienceMilliseconds);
        _metrics.Shutdown(PatienceMilliseconds);
        _traces?.Dispose();
        _metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource)
        => resource.AddService("couplet", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();

    private static void Point(OtlpExporterOptions options, Uri endpoint, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint, path);
    }
}
