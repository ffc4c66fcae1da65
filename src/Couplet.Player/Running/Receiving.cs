using Couplet.Player.Matching;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Running;

/// <summary>
/// <c>receives</c>: what is queued is gone through in order and dropped until something matches; if nothing does, the next stanza to
/// arrive must match (<see cref="QueueMode.Live"/>), or a later one (<see cref="QueueMode.Skip"/>). With <c>receives next</c>, an
/// addition of this player to the language, nothing is dropped: the first unread stanza must match, whether it is there or yet to come.
/// </summary>
internal sealed class Receiving(RunSettings settings, TimeProvider time)
{
    public async Task<ScenarioFailure?> RunAsync(Participant who, ScenarioAction action, Variables variables, CancellationToken cancellationToken)
    {
        if (who.Stream is null) return new ScenarioFailure(action, $"'{who.Script.Name}' has not connected");
        if (action.Body is null) return await NothingAsync(who, who.Stream, action, cancellationToken);

        var attempt = new Attempt(who, action, variables.Substitute(action.Body), variables.Captured);
        while (who.Stream.TryRead(out var queued))
            if (attempt.Try(queued, last: action.Next)) return attempt.Failure;

        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (await who.Stream.WaitAsync(either.Token))
                while (who.Stream.TryRead(out var arrived))
                    if (attempt.Try(arrived, last: action.Next || settings.Queue == QueueMode.Live)) return attempt.Failure;
            return attempt.Fail($"nothing more will come: {who.Stream.EndReason ?? "the stream has been closed"}");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return attempt.Fail($"it did not come within {settings.Timeout.TotalSeconds:0.#} s");
        }
    }

    private async Task<ScenarioFailure?> NothingAsync(Participant who, IScenarioClient stream, ScenarioAction action, CancellationToken cancellationToken)
    {
        using var quiet = new CancellationTokenSource(settings.Quiet, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellationToken);
        try
        {
            if (await stream.WaitAsync(either.Token) && stream.TryRead(out var came))
                return new ScenarioFailure(action, "nothing should be unread, but this came") { Received = came };
            return who.UnexpectedEnd is { } reason ? new ScenarioFailure(action, $"the stream of '{who.Script.Name}' has ended: {reason}") : null;
        }
        catch (OperationCanceledException) when (quiet.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>One expectation against stanza after stanza.</summary>
    private sealed class Attempt(Participant who, ScenarioAction action, Element expected, Dictionary<string, string> captured)
    {
        private Element? _nearest;
        private Mismatch? _difference;
        private int _dropped;

        public ScenarioFailure? Failure { get; private set; }

        /// <summary>Whether the action is over with this stanza, well or badly.</summary>
        public bool Try(Element stanza, bool last)
        {
            var difference = StanzaMatcher.Compare(expected, stanza, captured);
            var isEnd = stanza.Is("error", StreamError.StreamNamespace);
            if (difference is null)
            {
                who.EndIsExpected |= isEnd;
                return true;
            }
            if (_difference is null || last || isEnd || Depth(difference) >= Depth(_difference)) (_nearest, _difference) = (stanza, difference);
            if (last || isEnd)
            {
                Failure = Fail(isEnd ? "a stream error came instead" : "something else came");
                return true;
            }
            _dropped++;
            return false;
        }

        public ScenarioFailure Fail(string reason) => new(action, reason)
        {
            Expected = expected,
            Received = _nearest,
            Difference = _difference,
            Dropped = _dropped,
        };

        private static int Depth(Mismatch difference) => difference.Path.Count(c => c == '/');
    }
}
