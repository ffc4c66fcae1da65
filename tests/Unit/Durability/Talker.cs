using System.Collections.Immutable;
using Couplet.Player.Client;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Durability;

/// <summary>A client over TCP that sends what it is told and waits for what it is told.</summary>
internal sealed class Talker(IScenarioClient client) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public IScenarioClient Client => client;

    public string? EndReason => client.EndReason;

    public static async Task<Talker> ConnectAsync(int port, string account, string password = "secret")
    {
        var connector = new XmppConnector(new ClientSettings { Host = "127.0.0.1", Port = port, Tls = TlsPolicy.Never }, TimeProvider.System);
        using var patience = new CancellationTokenSource(s_patience);
        return new Talker(await connector.ConnectAsync(new ScenarioClient(account, Jid.Parse($"{account}@localhost/test"),
            ImmutableDictionary<string, string>.Empty.Add("password", password), 0), patience.Token));
    }

    public Task SendAsync(string xml) => client.SendAsync(XmlFragment.ParseElement(xml, Stanza.ClientNamespace), CancellationToken.None);

    /// <summary>The first element that fits; what comes before it is kept in <paramref name="passed"/>.</summary>
    public async Task<Element> ExpectAsync(Func<Element, bool> fits, List<Element>? passed = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await client.WaitAsync(patience.Token))
        {
            while (client.TryRead(out var element))
            {
                if (fits(element)) return element;
                passed?.Add(element);
            }
        }
        throw new IOException($"The stream ended: {client.EndReason}");
    }

    /// <summary>Sends an iq with the id "q" and takes its answer.</summary>
    public async Task<Element> AskAsync(string iq)
    {
        await SendAsync(iq);
        return await ExpectAsync(e => e.Name == "iq" && e["id"] == "q");
    }

    /// <summary>Enters a room; what it tells of the past, with the subject last.</summary>
    public async Task<List<Element>> JoinAsync(string roomAndNick)
    {
        await SendAsync($"<presence to='{roomAndNick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        var passed = new List<Element>();
        var subject = await ExpectAsync(e => e.Name == "message" && e.Child("subject") is not null && e.Child("body") is null, passed);
        return [.. passed.Where(e => e.Name == "message"), subject];
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
