namespace Couplet.Commands.Load;

/// <summary>What kind of load.</summary>
internal enum LoadMode
{
    /// <summary>Everybody in a room hears what some of them say.</summary>
    Rooms,

    /// <summary>Pairs talk with each other.</summary>
    Chat,

    /// <summary>Clients log in.</summary>
    Login,

    /// <summary>Clients are logged in and say nothing.</summary>
    Idle,
}
