namespace Couplet.Server.Hosting;

/// <summary>STUN and TURN servers for calls (XEP-0215).</summary>
public sealed class ExternalServiceOptions
{
    /// <summary>The servers, each as <c>stun:host:port</c>, <c>turn:host:port</c> or <c>turns:host:port</c>, with <c>?transport=tcp</c> or nothing after it.</summary>
    public List<string> Servers { get; } = [];

    /// <summary>The secret shared with the TURN servers, from which credentials are made; null for none.</summary>
    public string? Secret { get; set; }

    /// <summary>How long credentials are valid, in hours.</summary>
    public int Hours { get; set; } = 24;
}
