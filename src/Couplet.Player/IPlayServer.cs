namespace Couplet.Player;

/// <summary>A server that runs for one script; disposing it stops it.</summary>
public interface IPlayServer : IAsyncDisposable
{
    /// <summary>The host that clients connect to.</summary>
    string Host { get; }

    /// <summary>The port that clients connect to.</summary>
    int Port { get; }
}
