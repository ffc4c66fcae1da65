using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Roster;

/// <summary>An account's roster: in memory while the account is, every change on disk before it is shown. For the account's mailbox only.</summary>
internal sealed class RosterList
{
    internal const string ContactKind = "roster";
    internal const string VersionKind = "roster-version";

    /// <summary>The version of a roster that has never been changed, which is an empty one.</summary>
    private const string FirstVersion = "0";

    private readonly Dictionary<Jid, RosterItem> _items = [];
    private bool _isLoaded;

    /// <summary>The version (RFC 6121 §2.6): opaque, another for every change of what clients see.</summary>
    internal string Version { get; private set; } = FirstVersion;

    /// <summary>All that is noted, listed or not.</summary>
    internal IReadOnlyCollection<RosterItem> Items => _items.Values;

    /// <summary>The roster of an account, read on first use.</summary>
    internal static async ValueTask<RosterList> OfAsync(Account account)
    {
        var roster = account.Feature<RosterList>();
        if (!roster._isLoaded) await roster.LoadAsync(account).ConfigureAwait(false);
        return roster;
    }

    /// <summary>What is noted of a contact, or null.</summary>
    internal RosterItem? Find(Jid contact) => _items.GetValueOrDefault(contact.Bare);

    /// <summary>Keeps an item, or removes it when nothing is left to remember.</summary>
    internal async ValueTask SaveAsync(Account account, RosterItem item)
    {
        var shown = item.IsListed || Find(item.Jid)?.IsListed == true;
        var version = shown ? RandomNumberGenerator.GetHexString(16, lowercase: true) : Version;
        var owner = account.Jid.ToString();
        ReadOnlyMemory<byte>? value = null;
        if (!item.IsVoid) value = StoredContact.Write(item);
        var write = new DocumentWrite(owner, ContactKind, item.Jid.ToString(), value);
        await account.Server.Storage.Documents.WriteAsync(
            shown ? new[] { write, new DocumentWrite(owner, VersionKind, "", Encoding.UTF8.GetBytes(version)) } : new[] { write }).ConfigureAwait(false);
        Version = version;
        if (item.IsVoid) _items.Remove(item.Jid);
        else _items[item.Jid] = item;
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.RosterChangedAsync(account, item.Jid).ConfigureAwait(false);
    }

    private async ValueTask LoadAsync(Account account)
    {
        var owner = account.Jid.ToString();
        var documents = account.Server.Storage.Documents;
        foreach (var (key, value) in await documents.ListAsync(owner, ContactKind).ConfigureAwait(false))
        {
            var item = StoredContact.Read(key, value);
            _items[item.Jid] = item;
        }
        if (await documents.GetAsync(owner, VersionKind, "").ConfigureAwait(false) is { } version) Version = Encoding.UTF8.GetString(version.Span);
        _isLoaded = true;
    }
}
