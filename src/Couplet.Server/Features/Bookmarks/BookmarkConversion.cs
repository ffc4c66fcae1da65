using System.Text;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.PrivateXml;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Bookmarks;

/// <summary>
/// Keeps the three places of bookmarks the same: the items of XEP-0402, the list in private XML storage (XEP-0049), and the list as an
/// item of a node (XEP-0048). The items are what counts; the lists are made from them.
/// </summary>
internal sealed class BookmarkConversion(PersonalNodes nodes) : INodeObserver
{
    private const string PrivateXmlKey = $"storage|{BookmarkList.ListNamespace}";
    private const string ListItem = "current";

    /// <summary>From the items to private XML storage, in the same commit.</summary>
    public async ValueTask<IEnumerable<DocumentWrite>> WritesAsync(Account account, NodeChange change, PubSubState after)
    {
        if (change.Node != BookmarkList.Namespace) return [];
        var old = await ReadListAsync(account).ConfigureAwait(false);
        return [new DocumentWrite(account.Jid.ToString(), PrivateXmlFeature.Kind, PrivateXmlKey, ElementWriter.ToBytes(BookmarkList.ToList(change.After, old)))];
    }

    /// <summary>From the items to the node of the list, and the other way.</summary>
    public async ValueTask ChangedAsync(Account account, NodeChange change)
    {
        var own = account.Feature<BookmarkState>();
        if (own.IsConverting) return;
        if (change.Node == BookmarkList.Namespace) await PublishListAsync(account).ConfigureAwait(false);
        else if (change is { Node: BookmarkList.ListNamespace, Published.Payload: { } list }) await TakeAsync(account, list).ConfigureAwait(false);
    }

    /// <summary>From private XML storage, as it is stored, to the items.</summary>
    internal async ValueTask PrivateChangedAsync(Account account)
    {
        if (await ReadListAsync(account).ConfigureAwait(false) is { } list) await TakeAsync(account, list).ConfigureAwait(false);
    }

    /// <summary>Makes the items say what a list says. What is the same is not published again (XEP-0402 §5.3).</summary>
    private async ValueTask TakeAsync(Account account, Element list)
    {
        var node = (await nodes.StateAsync(account).ConfigureAwait(false)).Find(BookmarkList.Namespace);
        // XEP-0411 §5: what was private does not come to light.
        if (node is not null && node.Configuration.AccessModel != AccessModel.Whitelist) return;
        var wanted = BookmarkList.ToItems(list, node);
        var own = account.Feature<BookmarkState>();
        own.IsConverting = true;
        try
        {
            foreach (var (room, bookmark) in wanted)
                if (!BookmarkList.AreSame(node?.FindItem(room)?.Payload, bookmark))
                    await nodes.PublishAsync(account, BookmarkList.Namespace, room, bookmark, node is null ? NodeOptions.Private : null).ConfigureAwait(false);
            foreach (var item in node?.Items ?? [])
                if (!wanted.ContainsKey(item.Id)) await nodes.RetractAsync(account, BookmarkList.Namespace, item.Id).ConfigureAwait(false);
            await PublishListAsync(account).ConfigureAwait(false);
        }
        finally
        {
            own.IsConverting = false;
        }
    }

    private async ValueTask PublishListAsync(Account account)
    {
        var own = account.Feature<BookmarkState>();
        var wasConverting = own.IsConverting;
        var state = await nodes.StateAsync(account).ConfigureAwait(false);
        var node = state.Find(BookmarkList.ListNamespace);
        if (node is not null && node.Configuration.AccessModel != AccessModel.Whitelist) return;
        var old = node?.FindItem(ListItem)?.Payload;
        var list = BookmarkList.ToList(state.Find(BookmarkList.Namespace), old ?? await ReadListAsync(account).ConfigureAwait(false));
        if (old?.ToString() == list.ToString()) return;
        own.IsConverting = true;
        try
        {
            await nodes.PublishAsync(account, BookmarkList.ListNamespace, ListItem, list, node is null ? NodeOptions.PrivateSingle : null).ConfigureAwait(false);
        }
        finally
        {
            own.IsConverting = wasConverting;
        }
    }

    private static async ValueTask<Element?> ReadListAsync(Account account)
        => await account.Server.Storage.Documents.GetAsync(account.Jid.ToString(), PrivateXmlFeature.Kind, PrivateXmlKey).ConfigureAwait(false) is { Length: > 0 } bytes
            ? XmlFragment.ParseElement(Encoding.UTF8.GetString(bytes.Span)) : null;
}

/// <summary>Whether an account's bookmarks are being converted: the conversion's own changes are not converted again.</summary>
internal sealed class BookmarkState
{
    internal bool IsConverting { get; set; }
}
