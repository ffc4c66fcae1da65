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

    /// <summary>Sets what the owner wants archived.</summary>
    internal async ValueTask SetPreferencesAsync(Account account, ArchivePreferences preferences)
    {
        await preferences.SaveAsync(account).ConfigureAwait(false);
        _preferences = preferences;
    }

    /// <summary>Appends a message; when this completes, it is on disk.</summary>
    /// <returns>The archive's id of it.</returns>
    internal async ValueTask<string> AppendAsync(Account account, Message message, Jid with)
    {
        var log = account.Server.Storage.Log;
        var stream = _stream ??= StreamOf(account);
        // A stanza that a resumed session sends again may be here already: the server died between this and telling that it was handled.
        var mark = account.Current.Handled.Mark;
        if (mark is { } again && await InboundJournal.FindAsync(again, stream, log).ConfigureAwait(false) is { } known) return known.Id;
        var time = account.Server.Time.GetUtcNow();
        // The payload is copied as it came: no tree is written anew.
        var payload = EncodedStanza.Standalone(message);
        var entry = EntryOf(message, with, ArchiveId.Next(time), payload.Count);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var last = _last ?? await log.LastSequenceAsync(stream).ConfigureAwait(false);
            _last = null; // until it is known how the append ended
            var item = new LogEvent { Stream = stream, Sequence = last + 1, Type = EventType, Time = time, Payload = payload, Archive = entry };
            if (mark is { } stanza) InboundJournal.Storing(stanza, new StoredAs(stream.Value, last + 1, entry.Id));
            var result = await log.AppendAsync(OwnerToken.Single, new[] { item }).ConfigureAwait(false);
            if (result == AppendResult.Committed)
            {
                _last = last + 1;
                System.Buffers.ArrayPool<byte>.Shared.Return(payload.Array!);
                return entry.Id;
            }
            if (result == AppendResult.Fenced) break;
        }
        throw new StorageException("The account's log is written by another.");
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
