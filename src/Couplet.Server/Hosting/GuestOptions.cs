namespace Couplet.Server.Hosting;

/// <summary>What guests may do: those without a name, and accounts with the role.</summary>
public sealed class GuestOptions
{
    /// <summary>Whether they may create rooms.</summary>
    public bool CreateRooms { get; set; }

    /// <summary>Whether they may ask for, and grant, subscriptions to presence.</summary>
    public bool Subscribe { get; set; }
}
