namespace Couplet.Server.Hosting;

/// <summary>External components (XEP-0114).</summary>
public sealed class ComponentOptions
{
    /// <summary>The port for components; negative for none, 0 lets the system choose.</summary>
    public int Port { get; set; } = -1;

    /// <summary>The secret of each component, by its domain.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);
}
