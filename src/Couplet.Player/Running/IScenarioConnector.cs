using Couplet.Player.Scenarios;

namespace Couplet.Player.Running;

/// <summary>Connects the clients of scripts.</summary>
public interface IScenarioConnector
{
    /// <summary>Opens a stream, authenticates and binds a resource.</summary>
    /// <exception cref="ConnectException">One of these failed; the message is one clear sentence.</exception>
    Task<IScenarioClient> ConnectAsync(ScenarioClient client, CancellationToken cancellationToken);
}
