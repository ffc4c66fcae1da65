using System.Diagnostics.CodeAnalysis;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Player.Running;

/// <summary>A client without a server: what is queued stands there at once, what comes later arrives one by one when somebody waits.</summary>
internal sealed class FakeClient : IScenarioClient, IScenarioConnector
{
    private readonly Queue<Element> _queued = new();
    private readonly Queue<Element> _later = new();

    public Jid Address { get; private set; }

    public string? EndReason { get; set; }

    public List<string> Log { get; } = [];

    /// <summary>How often connecting fails before it succeeds.</summary>
    public int Refusals { get; set; }

    public FakeClient Queued(params string[] stanzas) => Add(_queued, stanzas);

    public FakeClient Later(params string[] stanzas) => Add(_later, stanzas);

    public Task<IScenarioClient> ConnectAsync(ScenarioClient client, CancellationToken cancellationToken)
    {
        Address = client.Jid.WithResource("bound");
        if (Refusals-- > 0) throw new ConnectException("Nobody is there.", noServer: true);
        Log.Add($"{client.Name} connects");
        return Task.FromResult<IScenarioClient>(this);
    }

    public bool TryRead([NotNullWhen(true)] out Element? element) => _queued.TryDequeue(out element);

    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_queued.Count > 0) return true;
        if (_later.TryDequeue(out var next))
        {
            _queued.Enqueue(next);
            return true;
        }
        if (EndReason is null) await Task.Delay(Timeout.Infinite, cancellationToken);
        return false;
    }

    public Task SendAsync(Element element, CancellationToken cancellationToken)
    {
        Log.Add(ElementWriter.ToText(element, Stanza.ClientNamespace));
        return Task.CompletedTask;
    }

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        Log.Add("closes");
        return Task.CompletedTask;
    }

    public Task DropAsync()
    {
        Log.Add("drops");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Log.Add("leaves");
        return ValueTask.CompletedTask;
    }

    private FakeClient Add(Queue<Element> queue, string[] stanzas)
    {
        foreach (var stanza in stanzas) queue.Enqueue(XmlFragment.ParseElement(stanza, Stanza.ClientNamespace));
        return this;
    }
}
