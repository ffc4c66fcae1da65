using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Blocking;

/// <summary>The block list on disk: a document for each address, which holds the report (XEP-0377) that came with it, if any.</summary>
internal sealed class BlockedJids
{
    internal const string Kind = "blocked";

    /// <summary>A longer report is cut off: kept as if none had come, in bytes.</summary>
    private const int MaxReport = 8_192;

    private bool _isLoaded;

    /// <summary>Sees to it that <see cref="Account.BlockList"/> is what is stored.</summary>
    internal static ValueTask LoadAsync(Account account) => IsLoaded(account) ? default : ReadAsync(account);

    /// <summary>Whether <see cref="Account.BlockList"/> is what is stored.</summary>
    internal static bool IsLoaded(Account account) => account.Feature<BlockedJids>()._isLoaded;

    private static async ValueTask ReadAsync(Account account)
    {
        var stored = await account.Server.Storage.Documents.ListAsync(account.Jid.ToString(), Kind).ConfigureAwait(false);
        if (stored.Count > 0) account.BlockList = new BlockList(stored.Select(document => Jid.Parse(document.Key)));
        account.Feature<BlockedJids>()._isLoaded = true;
    }

    /// <summary>Adds addresses, each with its report or null.</summary>
    internal static async ValueTask AddAsync(Account account, IReadOnlyList<(Jid Jid, Element? Report)> items)
    {
        await account.Server.Storage.Documents.WriteAsync(items.Select(item => Write(account, item.Jid, Encode(item.Report))).ToArray()).ConfigureAwait(false);
        account.BlockList = new BlockList(account.BlockList.Jids.Union(items.Select(item => item.Jid)));
    }

    /// <summary>Removes addresses.</summary>
    internal static async ValueTask RemoveAsync(Account account, IReadOnlyCollection<Jid> jids)
    {
        if (jids.Count == 0) return;
        await account.Server.Storage.Documents.WriteAsync(jids.Select(jid => Write(account, jid, null)).ToArray()).ConfigureAwait(false);
        account.BlockList = new BlockList(account.BlockList.Jids.Except(jids));
    }

    private static ReadOnlyMemory<byte> Encode(Element? report)
    {
        var xml = report is null ? [] : Encoding.UTF8.GetBytes(report.ToString());
        return xml.Length <= MaxReport ? xml : [];
    }

    private static DocumentWrite Write(Account account, Jid jid, ReadOnlyMemory<byte>? value) => new(account.Jid.ToString(), Kind, jid.ToString(), value);
}
