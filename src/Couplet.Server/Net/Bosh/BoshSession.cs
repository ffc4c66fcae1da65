using System.Buffers;
using System.IO.Pipelines;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Net.Bosh;

/// <summary>
/// A stream carried by requests of HTTP (XEP-0124): requests go in by their number, answers go out in the same order, and one that was lost on the
/// way can be had again. To the stream it looks like a WebSocket: elements that are documents of their own.
/// </summary>
internal sealed class BoshSession
{
    // What waits for a request before whoever sends has to wait too, in bytes.
    private const int MostWaiting = 65_536;
    private const int MostRepetitions = 10;
    private static readonly TimeSpan s_beginning = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Pipe _input = new(new PipeOptions(useSynchronizationContext: false));
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SortedDictionary<long, BoshExchange> _early = [];
    private readonly List<BoshExchange> _pending = [];
    private readonly Queue<BoshExchange> _feed = new();
    private readonly Queue<(long Rid, byte[] Body)> _answered = new();
    private readonly TimeProvider _time;
    private readonly Action<BoshSession> _gone;
    private readonly bool _limited;
    private readonly ITimer _timer;
    private long _last;
    private long _lastAnswer;
    private long? _lastEmpty;
    private int _inactivity;
    private bool _begun;
    private bool _paused;
    private bool _over;
    private bool _feeding;
    private byte[]? _final;
    private TaskCompletionSource? _room;

    /// <summary>A session that begins with a request, which is still to be asked.</summary>
    internal BoshSession(BoshTerms terms, BoshRequest first, TimeProvider time, bool limited, Action<BoshSession> gone)
    {
        Terms = terms;
        _last = first.Rid - 1;
        _time = time;
        _limited = limited;
        _gone = gone;
        _inactivity = terms.Inactivity;
        _lastAnswer = time.GetTimestamp();
        _timer = time.CreateTimer(static s => ((BoshSession)s!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal BoshTerms Terms { get; }

    /// <summary>What the client sends, for the stream.</summary>
    internal PipeReader Input => _input.Reader;

    /// <summary>Takes a request.</summary>
    /// <returns>The body of the answer.</returns>
    internal async Task<byte[]> AskAsync(BoshRequest request)
    {
        Task<byte[]> answer;
        lock (_gate) answer = Take(request);
        await FeedAsync().ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }

    /// <summary>Puts elements on their way to the client; waits while there is too much of it.</summary>
    /// <returns>False when the session is over.</returns>
    internal ValueTask<bool> SendAsync(ReadOnlyMemory<byte> elements)
    {
        lock (_gate)
        {
            if (_over) return new(false);
            _output.Write(elements.Span);
            Pump();
            if (_output.WrittenCount <= MostWaiting) return new(true);
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_room.Task);
        }
    }

    /// <summary>The stream is over: the oldest request learns of it, or the next one.</summary>
    /// <param name="hasError">Whether the last thing that was sent is a stream error.</param>
    /// <param name="last">What is still to be sent.</param>
    internal void Finish(bool hasError, ReadOnlySpan<byte> last = default)
    {
        lock (_gate)
        {
            if (_over) return;
            _output.Write(last);
            _final = BoshBody.Terminal(hasError ? "remote-stream-error" : null, _output.WrittenSpan);
            End();
            if (_final is not null) Schedule();
        }
    }

    // Puts a request where it belongs; the answer may be there already. Under the lock.
    private Task<byte[]> Take(BoshRequest request)
    {
        if (_over) return Task.FromResult(Final());
        if (request.Rid <= _last) return Repeated(request.Rid);
        if (request.Rid > _last + Terms.Requests) return Task.FromResult(Fail("item-not-found"));
        if (_early.TryGetValue(request.Rid, out var early)) return early.Repetitions >= MostRepetitions ? Task.FromResult(Fail("policy-violation")) : early.Repeat();
        var most = Terms.Requests + (request.IsTerminate || request.Pause is not null ? 1 : 0);
        if (_pending.Count + _early.Count >= most || PollsTooOften(request)) return Task.FromResult(Fail("policy-violation"));
        var exchange = new BoshExchange(request, _time.GetTimestamp());
        _early.Add(request.Rid, exchange);
        while (_early.Remove(_last + 1, out var next))
        {
            _last++;
            _pending.Add(next);
            _feed.Enqueue(next);
        }
        return exchange.Answer.Task;
    }

    private async ValueTask<bool> WaitAsync(Task room)
    {
        await room.ConfigureAwait(false);
        lock (_gate) return !_over;
    }

    // Payloads reach the stream in order, and a request is answered only when the stream has taken what it brought.
    private async Task FeedAsync()
    {
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                BoshExchange? next;
                lock (_gate)
                {
                    // One at a time: who comes meanwhile leaves its request to the one that is at it.
                    if (isFirst && _feeding) return;
                    _feeding = _feed.TryDequeue(out next);
                    if (next is null) return;
                    _paused = false;
                    _inactivity = Terms.Inactivity;
                }
                foreach (var element in Elements(next.Request))
                    if ((await _input.Writer.WriteAsync(element).ConfigureAwait(false)).IsCompleted) break;
                lock (_gate)
                {
                    if (next.Request.Pause is { } pause and <= BoshTerms.MostPause && _begun)
                    {
                        _paused = true;
                        _inactivity = pause;
                    }
                    Pump();
                }
            }
        }
        catch (InvalidOperationException)
        {
            // The session has ended meanwhile: nobody takes anything in any more.
        }
    }

    private IEnumerable<byte[]> Elements(BoshRequest request)
    {
        if (request.Sid is null || request.IsRestart)
        {
            yield return Open(request);
            yield break; // XEP-0206 §5: what else stands in a restart is ignored
        }
        foreach (var payload in request.Payloads) yield return payload;
        if (request.IsTerminate) yield return StreamFraming.Messages.Close;
    }

    private byte[] Open(BoshRequest request) => ElementWriter.ToBytes(new Element("open", WebSocketTransport.FramingNamespace,
        new XmlAttr("to", Terms.Domain.ToString()), request.Body["from"] is { } from ? new XmlAttr("from", from) : null,
        new XmlAttr("version", request.Body.Attribute("version", BoshRequest.XmppNamespace) ?? "1.0")));

    private Task<byte[]> Repeated(long rid)
    {
        if (_pending.Find(p => p.Request.Rid == rid) is { } pending)
            return pending.Repetitions >= MostRepetitions ? Task.FromResult(Fail("policy-violation")) : pending.Repeat();
        foreach (var (answered, body) in _answered)
            if (answered == rid) return Task.FromResult(body);
        return Task.FromResult(Fail("item-not-found"));
    }

    // §12: a client that polls and gets nothing must not ask again at once.
    private bool PollsTooOften(BoshRequest request)
    {
        if (!_limited || !Terms.Polls || !request.IsEmpty || request.IsRestart || request.IsTerminate || request.Pause is not null) return false;
        return _lastEmpty is { } before && _time.GetElapsedTime(before) < TimeSpan.FromSeconds(BoshTerms.Polling);
    }

    // Answers what is to be answered now. Under the lock.
    private void Pump()
    {
        if (_over) return;
        while (_pending.Count > 0)
        {
            var ready = _output.WrittenCount > 0;
            // The first answer brings the features: there is nothing to be said before them.
            if (!ready && !_begun) break;
            if (!ready && !_paused && _pending.Count <= Terms.Hold && Terms.Wait > 0) break;
            Answer();
        }
        Schedule();
    }

    private void Answer()
    {
        var oldest = _pending[0];
        _pending.RemoveAt(0);
        var rid = oldest.Request.Rid;
        var isPause = _paused && oldest.Request.Pause is not null;
        var payload = isPause ? default : _output.WrittenSpan;
        var body = !_begun ? BoshBody.Of(Terms.Attributes(rid), payload)
            : BoshBody.Of(Terms.Acknowledges && _last != rid ? [("ack", BoshBody.Number(_last))] : [], payload);
        _lastEmpty = payload.IsEmpty && oldest.Request.IsEmpty && _begun ? oldest.Arrived : null;
        _begun = true;
        if (!isPause)
        {
            _output.ResetWrittenCount();
            _room?.TrySetResult();
            _room = null;
            _answered.Enqueue((rid, body));
            while (_answered.Count > Terms.Requests) _answered.Dequeue();
        }
        _lastAnswer = _time.GetTimestamp();
        oldest.Answer.TrySetResult(body);
    }

    private void Schedule()
    {
        var due = _pending.Count > 0
            ? (_begun ? TimeSpan.FromSeconds(Terms.Wait) : s_beginning) - _time.GetElapsedTime(_pending[0].Arrived)
            : TimeSpan.FromSeconds(_inactivity) - _time.GetElapsedTime(_lastAnswer);
        _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_over) Gone();
            else if (_pending.Count > 0)
            {
                if (_time.GetElapsedTime(_pending[0].Arrived) >= (_begun ? TimeSpan.FromSeconds(Terms.Wait) : s_beginning)) Answer();
                Schedule();
            }
            else if (_time.GetElapsedTime(_lastAnswer) < TimeSpan.FromSeconds(_inactivity)) Schedule();
            else Fail("item-not-found");
        }
    }

    // The binding itself is broken: there is nothing more to be said to the client but this.
    private byte[] Fail(string condition)
    {
        _final = null;
        End();
        Gone();
        return BoshBody.Terminal(condition);
    }

    private void End()
    {
        _over = true;
        _lastAnswer = _time.GetTimestamp();
        foreach (var exchange in _pending.Concat(_early.Values)) exchange.Answer.TrySetResult(_final is null ? BoshBody.Empty : Final());
        _pending.Clear();
        _early.Clear();
        _room?.TrySetResult();
        _input.Writer.CancelPendingFlush();
        _input.Writer.Complete();
    }

    // Said once; whoever asks again asks for a session that is not there.
    private byte[] Final()
    {
        var final = _final ?? BoshBody.Terminal("item-not-found");
        _final = null;
        Gone();
        return final;
    }

    private void Gone()
    {
        _timer.Dispose();
        _gone(this);
    }
}
