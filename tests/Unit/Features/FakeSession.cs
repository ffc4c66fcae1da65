using System.Threading.Channels;
using System.Xml.Linq;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Tests.Features;

/// <summary>A session without a stream: it keeps what is delivered, until it is read.</summary>
internal sealed class FakeSession(AccountHarness harness, Account account, Jid jid) : ClientSession
{
    private readonly List<Stanza> _received = [];
    private volatile bool _isDetached;
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();

    public override Jid Jid => jid;

    public override Account Account => account;

    public override bool IsSecure => true;

    public override bool IsDetached => _isDetached;

    public StreamError? ClosedWith { get; private set; }

    public override void Close(StreamError error)
    {
        ClosedWith = error;
        harness.Server.Accounts.Unbind(this);
    }

    public override bool Deliver(EncodedStanza stanza, Jid to)
    {
        if (ClosedWith is not null) return false;
        if (IsUnwanted(stanza)) return true;
        if (OutboundFilter?.Hold(stanza, to) == true) return true;
        lock (_received) _received.Add(stanza.Stanza.WithAddresses(stanza.Stanza.From, to));
        _arrived.Writer.TryWrite(true);
        return true;
    }

    /// <summary>The connection is lost; what is delivered is kept for the client's return.</summary>
    public void Detach() => _isDetached = true;

    /// <summary>Sends a stanza as a client's stream does, and waits until the server has nothing left to do.</summary>
    public async Task SendAsync(string xml)
    {
        Post(xml);
        await harness.SettleAsync();
    }

    /// <summary>Sends a stanza without waiting.</summary>
    public void Post(string xml)
    {
        Assert.True(Stanza.TryRead(Read(xml), out var stanza, out var error));
        Assert.Null(error);
        var to = stanza!.To.IsEmpty && stanza is not Couplet.Protocol.Stanzas.Presence ? account.Jid : stanza.To;
        account.Post(new Work(stanza.WithAddresses(jid, to), Origin: this));
    }

    /// <summary>Sends an iq and reads its answer; everything else that came meanwhile stays.</summary>
    public async Task<Iq> AskAsync(string xml)
    {
        var id = XElement.Parse(xml).Attribute("id")!.Value;
        await SendAsync(xml);
        lock (_received)
        {
            var answer = _received.OfType<Iq>().Single(iq => iq.Id == id && !iq.IsRequest);
            _received.Remove(answer);
            return answer;
        }
    }

    /// <summary>Waits for the answer to a request and reads it; for entities that are no accounts.</summary>
    public async Task<Iq> AnswerAsync(string id)
    {
        while (true)
        {
            lock (_received)
            {
                if (_received.OfType<Iq>().SingleOrDefault(iq => iq.Id == id && !iq.IsRequest) is { } answer)
                {
                    _received.Remove(answer);
                    return answer;
                }
            }
            await _arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Takes all that has been received.</summary>
    public IReadOnlyList<Stanza> Take()
    {
        lock (_received)
        {
            Stanza[] all = [.. _received];
            _received.Clear();
            return all;
        }
    }

    /// <summary>Takes all that has been received and is of this kind.</summary>
    public IReadOnlyList<T> Take<T>() where T : Stanza => [.. Take().OfType<T>()];

    /// <summary>Takes the one stanza that has been received.</summary>
    public T Single<T>() where T : Stanza => Assert.IsType<T>(Assert.Single(Take()));

    public void Nothing() => Assert.Empty(Take().Select(stanza => stanza.ToString()));

    public Task EndAsync()
    {
        harness.Server.Accounts.Unbind(this);
        return harness.SettleAsync();
    }

    internal static Element Read(string xml) => Convert(XElement.Parse($"<root xmlns='jabber:client'>{xml.Replace('"', '\'')}</root>").Elements().Single());

    private static Element Convert(XElement e) => new(e.Name.LocalName, e.Name.NamespaceName,
        e.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => (object)new XmlAttr(a.Name.LocalName, a.Value, a.Name.NamespaceName)),
        e.Nodes().Select(n => n is XElement child ? Convert(child) : (object)((XText)n).Value));
}
