using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Routing;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.AccountArchive;

/// <summary>The log of an account's messages: what was said, both ways, as it was said. For the account's mailbox only.</summary>
internal sealed class ArchiveLog
{
    /// <summary>The type of the events. It is stored and may not change.</summary>
    internal const string EventType = "account.message";

    internal const string Prefix = "account:";

    private const int MostAttempts = 3;

    private long? _last;
    private StreamId? _stream;
    private ArchivePreferences? _preferences;

    internal static StreamId StreamOf(Account account) => StreamOf(account.Jid);

    internal static StreamId StreamOf(Jid account) => new(Prefix + account);

    /// <summary>Removes all that is archived for an account.</summary>
    /// <exception cref="StorageException">It could not be.</exception>
    internal static async ValueTask DeleteAsync(ICoupletStorage storage, Jid account, CancellationToken cancellation = default)
    {
        if (!await storage.Log.DeleteStreamAsync(OwnerToken.Single, StreamOf(account), cancellation).ConfigureAwait(false))
            throw new StorageException($"Somebody else writes the archive of {account}.");
    }

    /// <summary>What the owner wants archived.</summary>
    internal async ValueTask<ArchivePreferences> PreferencesAsync(Account account)
        => _preferences ??= await ArchivePreferences.LoadAsync(account).ConfigureAwait(false);

    /// <summary>Whether it is known that the owner wants all of it.</summary>
    internal bool WantsAll => _preferences is { Default: "always", Never.IsEmpty: true };

    /// <summary>Sets what the owner wants archived.</summary>
    internal async ValueTask SetPreferencesAsync(Account account, ArchivePreferences preferences)
    {
        await preferences.SaveAsync(account).ConfigureAwait(false);
        _preferences = preferences;
    }

    /// <summary>Appends a message; when this completes, it is on disk.</summary>
    /// <returns>The archive's id of it, never null; so that the caller may pass the answer on as one that can be.</returns>
    internal ValueTask<string?> AppendAsync(Account account, Message message, Jid with)
    {
        if (_last is not { } last || _stream is not { } stream || account.Current.Handled.Mark is { }) return AppendUnsureAsync(account, message, with);
        // Nearly always the end of the log is known, and there is nothing to wait for: then there is no state machine either.
        var item = EventOf(account, stream, last + 1, message, with);
        _last = null; // until it is known how the append ended
        var appending = account.Server.Storage.Log.AppendAsync(OwnerToken.Single, new[] { item });
        if (!appending.IsCompletedSuccessfully) return AppendedAsync(account, item, appending);
        var result = appending.Result;
        return result == AppendResult.Committed ? new(Committed(item)) : AppendedAsync(account, item, new(result));
    }

    private async ValueTask<string?> AppendedAsync(Account account, LogEvent item, ValueTask<AppendResult> appending)
        => await appending.ConfigureAwait(false) switch
        {
            AppendResult.Committed => Committed(item),
            AppendResult.SequenceTaken => await TryAsync(account, item, null, MostAttempts - 1).ConfigureAwait(false),
            _ => throw NotOwner(),
        };

    private async ValueTask<string?> AppendUnsureAsync(Account account, Message message, Jid with)
    {
        var stream = _stream ??= StreamOf(account);
        // A stanza that a resumed session sends again may be here already: the server died between this and telling that it was handled.
        var mark = account.Current.Handled.Mark;
        if (mark is { } again && await InboundJournal.FindAsync(again, stream, account.Server.Storage.Log).ConfigureAwait(false) is { } known) return known.Id;
        var item = EventOf(account, stream, 0, message, with);
        return await TryAsync(account, item, mark, MostAttempts).ConfigureAwait(false);
    }

    private async ValueTask<string> TryAsync(Account account, LogEvent item, InboundMark? mark, int attempts)
    {
        var log = account.Server.Storage.Log;
        for (; attempts > 0; attempts--)
        {
            var last = _last ?? await log.LastSequenceAsync(item.Stream).ConfigureAwait(false);
            _last = null;
            item = item with { Sequence = last + 1 };
            if (mark is { } stanza) InboundJournal.Storing(stanza, new StoredAs(item.Stream.Value, item.Sequence, item.Archive!.Id));
            var result = await log.AppendAsync(OwnerToken.Single, new[] { item }).ConfigureAwait(false);
            if (result == AppendResult.Committed) return Committed(item);
            if (result == AppendResult.Fenced) break;
        }
        throw NotOwner();
    }

    private string Committed(LogEvent item)
    {
        _last = item.Sequence;
        return item.Archive!.Id;
    }

    private static StorageException NotOwner() => new("The account's log is written by another.");

    private static LogEvent EventOf(Account account, StreamId stream, long sequence, Message message, Jid with)
    {
        var time = account.Server.Time.GetUtcNow();
        // The payload is copied as it came: no tree is written anew.
        var payload = EncodedStanza.Standalone(message);
        return new LogEvent
        {
            Stream = stream,
            Sequence = sequence,
            Type = EventType,
            Time = time,
            Payload = payload,
            Archive = EntryOf(message, with, ArchiveId.Next(time), payload.Length),
        };
    }

    /// <summary>What the archive knows of a message.</summary>
    internal static ArchiveEntry EntryOf(Message message, Jid with, string id, int bytes) => new()
    {
        Id = id,
        With = with.Bare.ToString(),
        WithResource = with.Resource,
        Text = message.Body,
        OriginId = message.Child("origin-id", ForeignNamespaces.StanzaId)?["id"],
        Bytes = bytes,
    };

    /// <summary>The message that an event holds.</summary>
    internal static Stanza Read(LogEvent item)
        => Stanza.TryRead(XmlFragment.ParseElement(Encoding.UTF8.GetString(item.Payload.Span)), out var stanza, out _) && stanza is not null
            ? stanza : throw new InvalidDataException("An archived message cannot be read.");
}
