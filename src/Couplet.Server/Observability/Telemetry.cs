using System.Diagnostics;
using System.Diagnostics.Metrics;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;

namespace Couplet.Server.Observability;

/// <summary>
/// What the server tells those who measure it: see docs/operations.md, "Measuring". Who listens decides; where nobody does, each of these
/// costs the look at one field. Kinds and conditions are told, never contents, addresses or passwords.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the source of activities, for <c>AddMeter</c> and <c>AddSource</c>.</summary>
    public const string Name = "Couplet";

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_received = s_meter.CreateCounter<long>("couplet.stanzas.received", "{stanza}", "Stanzas that clients sent.");
    private static readonly Counter<long> s_sent = s_meter.CreateCounter<long>("couplet.stanzas.sent", "{stanza}", "Stanzas queued for clients, each recipient counted.");
    private static readonly Counter<long> s_logins = s_meter.CreateCounter<long>("couplet.logins", "{login}", "Attempts to log in.");
    private static readonly Counter<long> s_errors = s_meter.CreateCounter<long>("couplet.errors", "{error}", "Streams ended with an error, failed handlers, failed storage.");
    private static readonly Histogram<int> s_mailbox = s_meter.CreateHistogram<int>("couplet.mailbox.depth", "{item}", "Items that wait when an entity looks into its mailbox.");
    private static readonly Histogram<double> s_commit = s_meter.CreateHistogram("couplet.commit.duration", "s", "From handing events to the log until they are on disk.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Whether somebody wants to know of commits.</summary>
    internal static bool IsCommitWatched => s_commit.Enabled || s_errors.Enabled || Tracing.IsOn;

    /// <summary>Whether somebody wants to know of deliveries.</summary>
    internal static bool IsDeliveryWatched => s_sent.Enabled || Tracing.IsOn;

    internal static void Received(Stanza stanza)
    {
        if (s_received.Enabled) s_received.Add(1, Kind(stanza.Name));
    }

    internal static void Sent(Stanza stanza)
    {
        if (s_sent.Enabled) s_sent.Add(1, Kind(stanza.Name));
    }

    internal static void LoggedIn() => s_logins.Add(1, Outcome("success"));

    internal static void LoginFailed() => s_logins.Add(1, Outcome("failure"));

    internal static void StreamError(StreamError error) => s_errors.Add(1, Kind("stream"), new("condition", error.Name));

    internal static void HandlerFailed(string entity) => s_errors.Add(1, Kind("handler"), new("entity", entity));

    internal static void StorageFailed() => s_errors.Add(1, Kind("storage"));

    internal static void Mailbox(string entity, List<Work> taken, SharedQueue<Work> waiting)
    {
        if (s_mailbox.Enabled) s_mailbox.Record(taken.Count + waiting.Count, new KeyValuePair<string, object?>("entity", entity));
    }

    internal static void Committed(long start, string outcome) => s_commit.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, Outcome(outcome));

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
