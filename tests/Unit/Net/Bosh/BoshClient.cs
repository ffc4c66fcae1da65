using System.Text;
using System.Xml.Linq;
using Couplet.Server.Net.Bosh;
using Couplet.Tests.Sessions;

namespace Couplet.Tests.Net.Bosh;

/// <summary>The client's side of a BOSH session: counts its requests.</summary>
internal sealed class BoshClient(BoshDirectory directory, long rid = 1_000)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    internal static readonly XNamespace Http = "http://jabber.org/protocol/httpbind";

    internal string? Sid { get; set; }

    internal long Rid { get; set; } = rid;

    /// <summary>Begins a session.</summary>
    internal async Task<XElement> BeginAsync(string attributes = "hold='1' wait='60'", string to = "localhost")
    {
        var answer = await PostAsync($"<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' rid='{Rid}' to='{to}' ver='1.6' xmpp:version='1.0' {attributes}/>");
        Sid = answer.Attribute("sid")?.Value;
        return answer;
    }

    /// <summary>Begins a session and logs in and binds.</summary>
    internal async Task LoginAsync(string name, string attributes = "hold='1' wait='60'")
    {
        await BeginAsync(attributes);
        Assert.Contains("success", (await AskAsync(TestClient.Plain(name, "secret"))).ToString(), StringComparison.Ordinal);
        Assert.Contains("bind", (await AskAsync("", "xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true'")).ToString(), StringComparison.Ordinal);
        var bound = await AskAsync("<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        Assert.Contains($"{name}@localhost/", bound.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Sends the next request.</summary>
    internal Task<XElement> AskAsync(string payload = "", string attributes = "") => PostAsync(Body(++Rid, payload, attributes));

    /// <summary>Sends a request with a number of its own.</summary>
    internal Task<XElement> AskAsAsync(long rid, string payload = "", string attributes = "") => PostAsync(Body(rid, payload, attributes));

    internal async Task<XElement> PostAsync(string body)
    {
        var (answer, _) = await directory.AskAsync(Encoding.UTF8.GetBytes(body), System.Net.IPAddress.Loopback, secure: true).WaitAsync(Patience);
        return XElement.Parse(Encoding.UTF8.GetString(answer));
    }

    private string Body(long rid, string payload, string attributes) => $"<body xmlns='http://jabber.org/protocol/httpbind' rid='{rid}' sid='{Sid}' {attributes}>{payload}</body>";
}
