using Couplet.Protocol.Addressing;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// The journal of the sessions that may be resumed (XEP-0198 §5): an append-only file beside the storage, from which a restarted server takes
/// them up again. What is said here is on its way to the file before anything of it is on its way to a client: the drain of an outbound queue
/// calls <see cref="Flush"/> before it sends. A write that has returned outlives the process; no sync is needed for that. See docs/decisions/0003.
/// Sessions without resumption are not in it and cost it nothing.
/// </summary>
internal sealed class SessionJournal : IDisposable
{
    /// <summary>The journal's folder within the data folder.</summary>
    internal const string FolderName = "sessions";

    private const long LeastToRotate = 4 * 1_048_576;
    private const int MostExpired = 4_096;
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(30);

    private readonly Lock _io = new();
    private readonly JournalFile _file;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, JournaledSession> _sessions = [];
    private readonly Dictionary<long, JournaledBatch> _batches = [];
    private readonly Queue<ExpiredSession> _expired = [];
    private RecordBuffer _spare = new();
    private long _appended;
    private long _written;
    private long _rotateAt = LeastToRotate;
    private long _failedAt;
    private volatile bool _failed;
    private volatile bool _closed;
    private volatile int _count;
    private int _lastKey;
    private long _lastBatch;

    internal SessionJournal(string folder, TimeProvider time, ILogger logger)
    {
        _file = new JournalFile(folder);
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// Held by whoever says something: the order in the journal is the order in the queues. While a thread holds it, it writes one frame, which
    /// a restart finds whole or not at all.
    /// </summary>
    internal Lock Gate { get; } = new();

    /// <summary>Where records are written. Under the gate.</summary>
    internal RecordBuffer Buffer { get; private set; } = new();

    /// <summary>Whether no session is in it: then nobody needs to say anything.</summary>
    internal bool IsIdle => _count == 0;

    /// <summary>Whether sessions outlive the process at the moment.</summary>
    internal bool IsSound => !_failed && !_closed;

    /// <summary>The sessions. Under the gate.</summary>
    internal IReadOnlyCollection<JournaledSession> Sessions => _sessions.Values;

    /// <summary>The batches of which it is not known yet whether they count. Under the gate.</summary>
    internal Dictionary<long, JournaledBatch> Batches => _batches;

    /// <summary>Sessions that are over, for those who ask what became of their stanzas. Under the gate.</summary>
    internal IReadOnlyCollection<ExpiredSession> Expired => _expired;

    /// <summary>Takes over what was read, and begins a file of its own with it.</summary>
    internal void Begin(JournalReplay replay)
    {
        lock (Gate)
        {
            foreach (var entry in replay.Sessions.Values)
            {
                _sessions[entry.Key] = entry;
                _lastKey = Math.Max(_lastKey, entry.Key);
            }
            foreach (var expired in replay.Expired) Remember(expired);
            _count = _sessions.Count;
        }
        lock (_io) Rotate();
    }

    /// <summary>The files of the journal, newest first.</summary>
    internal IEnumerable<string> Files() => _file.Existing();

    /// <summary>Begins a frame; ends with the result's disposal.</summary>
    internal Frame Enter() => new(this);

    /// <summary>A session may be resumed from now on.</summary>
    internal JournaledSession Open(string id, Jid jid, bool isSecure, int seconds, StreamSession session)
    {
        using var frame = Enter();
        var entry = new JournaledSession(this, ++_lastKey, id, jid) { IsSecure = isSecure, Seconds = seconds, Session = session, State = SessionDocument.Write(session) };
        entry.Directed.UnionWith(session.Directed.All());
        entry.Stamp = SessionDocument.Stamp(session);
        _sessions[entry.Key] = entry;
        _count = _sessions.Count;
        JournalRecords.Open(Buffer, entry);
        return entry;
    }

    /// <summary>A session is over, and nothing of it is needed any more.</summary>
    internal void Close(JournaledSession entry)
    {
        using var frame = Enter();
        if (!_sessions.Remove(entry.Key)) return;
        entry.IsClosed = true;
        _count = _sessions.Count;
        JournalRecords.Mention(Buffer, RecordKind.Closed, entry);
        Remember(new ExpiredSession(entry.Id, entry.Jid.Bare.ToString(), entry.Handled));
    }

    /// <summary>A number for a batch. Under the gate.</summary>
    internal long NextBatch() => ++_lastBatch;

    /// <summary>Sees to it that all that was said is in the file. Never under the gate.</summary>
    internal void Flush()
    {
        if (Volatile.Read(ref _appended) == Volatile.Read(ref _written)) return;
        lock (_io)
        {
            RecordBuffer full;
            long upTo;
            lock (Gate)
            {
                full = Buffer;
                Buffer = _spare;
                upTo = _appended;
            }
            Write(full);
            full.Clear();
            _spare = full;
            if (upTo > _written) Volatile.Write(ref _written, upTo);
        }
    }

    /// <summary>The server stops in order: what is there may be believed whatever becomes of the machine.</summary>
    internal void Seal()
    {
        using (Enter()) Buffer.Kind(RecordKind.Sealed);
        Flush();
        lock (_io)
        {
            _closed = true;
            if (!_failed) _file.Sync();
            _file.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_io)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private void Write(RecordBuffer full)
    {
        if (_closed || full.IsEmpty) return;
        if (_failed)
        {
            if (_time.GetElapsedTime(_failedAt) > s_retry) Rotate();
            return;
        }
        try
        {
            _file.Append(full.Written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
            return;
        }
        if (_file.Length > _rotateAt) Rotate();
    }

    // Under the io lock. What is in the buffer is in the sessions too, from which the new file is made.
    private void Rotate()
    {
        var content = new RecordBuffer();
        long upTo;
        lock (Gate)
        {
            JournalSnapshot.Write(content, _sessions.Values, _batches.Values, _expired);
            Buffer.Clear();
            upTo = _appended;
        }
        try
        {
            _file.Begin(content.Written);
            _rotateAt = Math.Max(LeastToRotate, 3 * _file.Length);
            _failed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
        Volatile.Write(ref _written, upTo);
    }

    // Something is missing in the file from here on: nobody may find it.
    private void Fail(Exception exception)
    {
        if (!_failed) JournalLog.Failed(_logger, exception);
        _failed = true;
        _failedAt = _time.GetTimestamp();
        try
        {
            _file.Discard();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            JournalLog.Failed(_logger, e);
        }
    }

    private void Remember(ExpiredSession expired)
    {
        _expired.Enqueue(expired);
        while (_expired.Count > MostExpired) _expired.Dequeue();
    }

    /// <summary>The gate, held, and a frame that is being written.</summary>
    internal readonly ref struct Frame
    {
        private readonly SessionJournal _journal;
        private readonly bool _isOuter;

        internal Frame(SessionJournal journal)
        {
            _journal = journal;
            _isOuter = !journal.Gate.IsHeldByCurrentThread;
            journal.Gate.Enter();
            if (!_isOuter) return;
            // Counted before anything is queued: a drain that sends what this frame tells of waits for it in Flush.
            Volatile.Write(ref journal._appended, journal._appended + 1);
            journal.Buffer.BeginFrame();
        }

        internal void Dispose()
        {
            if (_isOuter) _journal.Buffer.EndFrame();
            _journal.Gate.Exit();
        }
    }
}

/// <summary>A session that is over.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Account">Whose it was.</param>
/// <param name="Handled">How many stanzas of its client were handled.</param>
internal sealed record ExpiredSession(string Id, string Account, long Handled);
