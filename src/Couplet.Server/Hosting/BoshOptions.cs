namespace Couplet.Server.Hosting;

/// <summary>XMPP over BOSH (XEP-0124, XEP-0206).</summary>
public sealed class BoshOptions
{
    /// <summary>Whether it is spoken, where there is a port for HTTP.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The origins of web pages that may use it (CORS); <c>*</c> among them is any.</summary>
    public List<string> Origins { get; } = ["*"];
}
