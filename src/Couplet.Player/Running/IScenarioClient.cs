using System.Diagnostics.CodeAnalysis;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Running;

/// <summary>
/// A client whose stream is open and bound. Elements that arrive form a queue; a stream error stands in it as its last element. Disposing
/// leaves at once, politely where that is still possible.
/// </summary>
public interface IScenarioClient : IAsyncDisposable
{
    /// <summary>The full address that the server bound.</summary>
    Jid Address { get; }

    /// <summary>Why the stream ended without <see cref="CloseAsync"/>, or null while it stands. Elements may still be queued.</summary>
    string? EndReason { get; }

    /// <summary>Takes the next element off the queue.</summary>
    bool TryRead([NotNullWhen(true)] out Element? element);

    /// <summary>Waits until the queue holds something; false when the stream has ended and nothing more will come.</summary>
    ValueTask<bool> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Sends an element. A broken connection shows in <see cref="EndReason"/>.</summary>
    Task SendAsync(Element element, CancellationToken cancellationToken);

    /// <summary>Closes the stream and waits for the server's close.</summary>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>Breaks the connection off without closing the stream.</summary>
    Task DropAsync();
}
