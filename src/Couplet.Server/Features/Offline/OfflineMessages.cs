using System.Globalization;
using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Offline;

/// <summary>The messages that wait for an account, in the order in which they came.</summary>
internal sealed class OfflineMessages
{
    internal const string Kind = "offline";

    private const int MaxMessages = 500;
    private const long MaxBytes = 4_194_304;

    private readonly List<(string Key, ReadOnlyMemory<byte> Xml)> _messages = [];
    private long _bytes;
    private long _last;
    private bool _isLoaded;

    /// <summary>The messages of an account, read on first use.</summary>
    internal static async ValueTask<OfflineMessages> OfAsync(Account account)
    {
        var state = account.Feature<OfflineMessages>();
        if (state._isLoaded) return state;
        foreach (var (key, xml) in await account.Server.Storage.Documents.ListAsync(account.Jid.ToString(), Kind).ConfigureAwait(false))
        {
            state.Add(key, xml);
            state._last = long.Parse(key, CultureInfo.InvariantCulture);
        }
        state._isLoaded = true;
        return state;
    }

    /// <summary>Keeps a message.</summary>
    /// <returns>False when there is no room for it.</returns>
    internal async ValueTask<bool> TryStoreAsync(Account account, Message message)
    {
        var xml = Encoding.UTF8.GetBytes(message.ToString());
        if (Waits(account, message)) return true;
        if (_messages.Count >= MaxMessages || _bytes + xml.Length > MaxBytes) return false;
        var key = (_last + 1).ToString("D19", CultureInfo.InvariantCulture);
        await account.Server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), Kind, key, xml) }).ConfigureAwait(false);
        _last++;
        Add(key, xml);
        return true;
    }

    /// <summary>Hands the messages over, oldest first, until <paramref name="deliver"/> refuses one; those handed over wait no longer.</summary>
    internal async ValueTask DeliverAsync(Account account, Func<Message, bool> deliver)
    {
        var count = 0;
        while (count < _messages.Count && deliver(Read(_messages[count].Xml))) count++;
        if (count == 0) return;
        var writes = _messages.Take(count).Select(message => new DocumentWrite(account.Jid.ToString(), Kind, message.Key, null)).ToArray();
        _bytes -= _messages.Take(count).Sum(message => (long)message.Xml.Length);
        _messages.RemoveRange(0, count);
        await account.Server.Storage.Documents.WriteAsync(writes).ConfigureAwait(false);
    }

    // What comes again after the server's death (XEP-0198 §5) may be here already: it has the archive's id that it had then.
    private bool Waits(Account account, Message message)
    {
        if (account.Current is { Signal: not Returned } work && work.Handled.Mark is null) return false;
        var id = message.Elements().FirstOrDefault(e => e.Is("stanza-id", ForeignNamespaces.StanzaId) && e["by"] == account.Jid.ToString())?["id"];
        if (id is null) return false;
        var bytes = Encoding.UTF8.GetBytes(id);
        return _messages.Exists(m => m.Xml.Span.IndexOf(bytes) >= 0);
    }

    private void Add(string key, ReadOnlyMemory<byte> xml)
    {
        _messages.Add((key, xml));
        _bytes += xml.Length;
    }

    private static Message Read(ReadOnlyMemory<byte> xml)
        => Stanza.TryRead(XmlFragment.ParseElement(Encoding.UTF8.GetString(xml.Span)), out var stanza, out _) && stanza is Message message
            ? message : throw new InvalidDataException("A stored message cannot be read.");
}
