using Couplet.Server.Accounts;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>Takes part in changes of accounts' items: what is kept twice must change together.</summary>
internal interface INodeObserver
{
    /// <summary>More documents that change in the same commit.</summary>
    /// <param name="account">Whose node.</param>
    /// <param name="change">What is about to happen.</param>
    /// <param name="after">All nodes as they will be.</param>
    ValueTask<IEnumerable<DocumentWrite>> WritesAsync(Account account, NodeChange change, PubSubState after) => new([]);

    /// <summary>It has happened.</summary>
    ValueTask ChangedAsync(Account account, NodeChange change) => default;
}
