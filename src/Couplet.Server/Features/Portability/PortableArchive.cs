using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AccountArchive;
using Couplet.Server.Features.Archive;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>The message archive (XEP-0227 §4.11), a message at a time: archives may be large.</summary>
internal sealed class PortableArchive(ICoupletStorage storage, Jid account)
{
    /// <summary>Messages written at once.</summary>
    private const int Portion = 500;

    private readonly StreamId _stream = ArchiveLog.StreamOf(account);
    private readonly List<LogEvent> _waiting = [];
    private long _sequence;

    /// <summary>The <c>result</c> elements, oldest first.</summary>
    internal async IAsyncEnumerable<Element> ExportAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in storage.Log.ReadAsync(_stream, cancellation: cancellation).ConfigureAwait(false))
        {
            if (item is not { Type: ArchiveLog.EventType, Archive: { } entry }) continue;
            yield return new Element("result", ArchiveProtocol.Namespace, new XmlAttr("id", entry.Id), new Element("forwarded", ArchiveProtocol.Forward,
                new Element("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("stamp", ArchiveAnswer.Stamp(item.Time))), ArchiveLog.Read(item).ToElement()));
        }
    }

    /// <summary>Takes a <c>result</c> over. It is in the log before the account is there, so nobody sees half an archive.</summary>
    /// <exception cref="PortableDataException">It is no archived message.</exception>
    internal async ValueTask ImportAsync(Element result, CancellationToken cancellation)
    {
        if (!result.Is("result", ArchiveProtocol.Namespace)) throw new PortableDataException($"<{result.Name}> in the archive is no <result>.");
        if (result["id"] is not { Length: > 0 } id) throw new PortableDataException("A message of the archive has no id.");
        var forwarded = result.Child("forwarded", ArchiveProtocol.Forward);
        if (!DateTimeOffset.TryParse(forwarded?.Child("delay", ArchiveAnswer.DelayNamespace)?["stamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new PortableDataException($"The archived message {id} has no time.");
        if (forwarded!.Child("message", Stanza.ClientNamespace) is not { } element || !Stanza.TryRead(element, out var stanza, out _) || stanza is not Message message)
            throw new PortableDataException($"The archived message {id} is no message.");
        var payload = PortableTarget.Bytes(element);
        var with = message.To.IsEmpty || message.To.Bare == account ? message.From : message.To;
        _waiting.Add(new LogEvent
        {
            Stream = _stream, Sequence = ++_sequence, Type = ArchiveLog.EventType, Time = time.ToUniversalTime(), Payload = payload,
            Archive = ArchiveLog.EntryOf(message, with.IsEmpty ? account : with, id, payload.Length),
        });
        if (_waiting.Count >= Portion) await FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes what waits.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_waiting.Count == 0) return;
        // The account is not there, so this is what an import that was cut off has left.
        if (_waiting[0].Sequence == 1) await UndoAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (await storage.Log.AppendAsync(OwnerToken.Single, _waiting.ToArray(), cancellation).ConfigureAwait(false) != AppendResult.Committed)
                throw new PortableDataException("Somebody else writes the account's archive.");
        }
        catch (ArgumentException e)
        {
            throw new PortableDataException($"Two messages of the archive have the same id: {e.Message}", e);
        }
        _waiting.Clear();
    }

    /// <summary>Removes what has been written.</summary>
    internal ValueTask UndoAsync(CancellationToken cancellation) => ArchiveLog.DeleteAsync(storage, account, cancellation);
}
