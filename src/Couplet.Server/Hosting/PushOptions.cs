namespace Couplet.Server.Hosting;

/// <summary>Push notifications (XEP-0357).</summary>
public sealed class PushOptions
{
    /// <summary>Whether the sender and the text of a message are told to the push service.</summary>
    public bool Content { get; set; }
}
