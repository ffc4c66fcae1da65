namespace Couplet.Server.Sessions.Journal;

/// <summary>What a record of the journal says. The numbers are on disk and never change; <see cref="JournalFile.Version"/> says which layout they have.</summary>
internal enum RecordKind : byte
{
    /// <summary>A session as it is: the first thing said of it in a file.</summary>
    Open = 1,
    /// <summary>The session's document has changed: presence and what features keep.</summary>
    State = 2,
    /// <summary>A stanza under a number, for the deliveries of a file's beginning.</summary>
    Payload = 3,
    /// <summary>A stanza has been queued for sessions.</summary>
    Deliver = 4,
    /// <summary>A stanza was queued between others.</summary>
    Insert = 5,
    /// <summary>Stanzas that will be queued once the log has an event.</summary>
    Prepare = 6,
    /// <summary>They have been queued.</summary>
    Release = 7,
    /// <summary>The event was not committed.</summary>
    Abort = 8,
    /// <summary>The client has acknowledged stanzas.</summary>
    Acked = 9,
    /// <summary>A stanza of the client has been handled.</summary>
    Handled = 10,
    /// <summary>A stanza of the client is about to be put into an archive.</summary>
    Stored = 11,
    /// <summary>The client's own account has done its part of a stanza.</summary>
    PassedOn = 12,
    /// <summary>The client has sent presence to an address, or withdrawn it.</summary>
    Directed = 13,
    /// <summary>The connection is lost.</summary>
    Detached = 14,
    /// <summary>The session was resumed.</summary>
    Attached = 15,
    /// <summary>The session is over.</summary>
    Closed = 16,
    /// <summary>A stanza waits for the client to become active (XEP-0352).</summary>
    Held = 17,
    /// <summary>What was held has been queued.</summary>
    HeldReleased = 18,
    /// <summary>The file holds all sessions from here on.</summary>
    Complete = 19,
    /// <summary>The server was stopped in order and the file synced.</summary>
    Sealed = 20,
    /// <summary>A session that was over before.</summary>
    Expired = 21,
}
