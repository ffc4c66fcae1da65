namespace Couplet.Player.Scenarios;

/// <summary>What a client of a script does.</summary>
public enum ScenarioVerb
{
    /// <summary>Opens a stream, authenticates and binds a resource; nothing else.</summary>
    Connects,

    /// <summary>Closes the stream and waits for the server's close.</summary>
    Disconnects,

    /// <summary>Loses the connection: nothing is closed, nobody says goodbye. This player's own addition to the language.</summary>
    Drops,

    /// <summary>Sends one element.</summary>
    Sends,

    /// <summary>Expects one element, or nothing.</summary>
    Receives,
}
