using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;

namespace Couplet.Player.Running;

/// <summary>A client of a script during a run: before it connects, while its stream stands, and after it left.</summary>
internal sealed class Participant(ScenarioClient script)
{
    public ScenarioClient Script { get; } = script;

    /// <summary>The present or latest stream.</summary>
    public IScenarioClient? Stream { get; private set; }

    /// <summary>The full address, also after the client has left; absent before it first connects.</summary>
    public Jid Address { get; private set; }

    /// <summary>Whether the script itself has closed the stream.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Whether the script has received the stream error, so that the end is no surprise.</summary>
    public bool EndIsExpected { get; set; }

    public bool IsConnected => Stream is not null && !HasLeft && !EndIsExpected;

    /// <summary>Why the stream is gone although nobody closed it, or null.</summary>
    public string? UnexpectedEnd => IsConnected ? Stream!.EndReason : null;

    public async Task EnterAsync(IScenarioClient stream)
    {
        if (Stream is not null) await Stream.DisposeAsync();
        Stream = stream;
        Address = stream.Address;
        HasLeft = EndIsExpected = false;
    }
}
