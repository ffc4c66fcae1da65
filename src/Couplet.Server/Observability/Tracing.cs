using System.Diagnostics;
using System.Runtime.CompilerServices;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;

namespace Couplet.Server.Observability;

/// <summary>
/// Follows stanzas from the socket through mailboxes and commits to each delivery. A mailbox is left on another thread than it is entered, so
/// what a stanza belongs to is remembered beside the stanza: no item of a mailbox carries it about where nobody listens.
/// </summary>
internal static class Tracing
{
    private static readonly ActivitySource s_source = new(Telemetry.Name);
    private static readonly ConditionalWeakTable<Stanza, StrongBox<ActivityContext>> s_contexts = [];

    /// <summary>Whether anybody listens.</summary>
    internal static bool IsOn => s_source.HasListeners();

    /// <summary>
    /// A stream begins that a request of HTTP carries or brought: what follows is no part of that request, whose client would otherwise decide
    /// what is followed.
    /// </summary>
    internal static void Detach() => Activity.Current = null;

    /// <summary>A client's stanza has come in: the beginning of a trace.</summary>
    internal static Activity? Receive(Stanza stanza)
    {
        if (!IsOn) return null;
        var activity = s_source.StartActivity("receive", ActivityKind.Server);
        activity?.SetTag("couplet.stanza", stanza.Name);
        return activity;
    }

    /// <summary>A stanza enters a mailbox.</summary>
    internal static void Post(Stanza? stanza)
    {
        if (IsOn && stanza is not null && Activity.Current is { Recorded: true } current) s_contexts.AddOrUpdate(stanza, new(current.Context));
    }

    /// <summary>An entity deals with a stanza that it took out of its mailbox.</summary>
    internal static Activity? Handle(string entity, Stanza? stanza)
    {
        if (!IsOn || stanza is null || !s_contexts.TryGetValue(stanza, out var context)) return null;
        return Handle(entity, context.Value, null);
    }

    /// <summary>An entity deals with several stanzas at once: part of the first one's trace, linked to those of the others.</summary>
    internal static Activity? Handle(string entity, IReadOnlyList<Work> batch)
    {
        if (!IsOn) return null;
        var contexts = batch.Select(w => w.Stanza is { } stanza && s_contexts.TryGetValue(stanza, out var context) ? context : null).OfType<StrongBox<ActivityContext>>().ToList();
        return contexts.Count == 0 ? null : Handle(entity, contexts[0].Value, contexts.Skip(1).Select(c => new ActivityLink(c.Value)).ToList());
    }

    /// <summary>Events go to the log.</summary>
    internal static Activity? Commit(int events)
    {
        var activity = Within("commit", ActivityKind.Client);
        activity?.SetTag("couplet.events", events);
        return activity;
    }

    /// <summary>A stanza is queued for a client.</summary>
    internal static Activity? Deliver(Stanza stanza)
    {
        var activity = Within("deliver", ActivityKind.Producer);
        activity?.SetTag("couplet.stanza", stanza.Name);
        return activity;
    }

    // What belongs to no stanza that is followed is no trace of its own.
    private static Activity? Within(string name, ActivityKind kind) => Activity.Current is { Recorded: true } ? s_source.StartActivity(name, kind) : null;

    private static Activity? Handle(string entity, ActivityContext parent, List<ActivityLink>? links)
        => s_source.StartActivity("handle", ActivityKind.Consumer, parent, [new("couplet.entity", entity)], links);
}
