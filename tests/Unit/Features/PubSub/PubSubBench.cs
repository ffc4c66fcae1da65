using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PubSub;

namespace Couplet.Tests.Features.PubSub;

/// <summary>The engine with a state that goes on from request to request.</summary>
internal sealed class PubSubBench(string service = "pubsub.example.org")
{
    private readonly Dictionary<(Jid, Jid), SubscriptionInfo> _relations = [];
    private int _ids;

    internal static string Ns => "xmlns='http://jabber.org/protocol/pubsub'";

    internal static string OwnerNs => "xmlns='http://jabber.org/protocol/pubsub#owner'";

    internal PubSubState State { get; set; } = PubSubState.Empty;

    internal PubSubLimits Limits { get; set; } = new();

    internal DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal List<InterestedResource> Interested { get; } = [];

    internal HashSet<Jid> Unavailable { get; } = [];

    internal PubSubContext Context => new(Jid.Parse(service), Now, Limits)
    {
        Relations = _relations.ToFrozenDictionary(),
        Interested = [.. Interested],
        MayCreate = jid => service.Contains('@', StringComparison.Ordinal) ? jid.Bare == Jid.Parse(service) : jid.Domain == "example.org",
        IsUnavailable = Unavailable.Contains,
        NewId = () => $"id{(++_ids).ToString(CultureInfo.InvariantCulture)}",
    };

    internal void Relate(string owner, string contact, params ImmutableArray<string> groups)
        => _relations[(Jid.Parse(owner), Jid.Parse(contact))] = new SubscriptionInfo(true, groups);

    internal void Interest(string jid, params string[] nodes) => Interested.Add(new InterestedResource(Jid.Parse(jid), nodes.ToFrozenSet()));

    /// <summary>Sends a request; the state goes on only if it succeeds, as in the shells.</summary>
    internal PubSubOutcome Send(string from, bool isSet, string xml)
    {
        var outcome = PubSubEngine.Decide(State, new PubSubRequest(Jid.Parse(from), isSet, XmlFragment.ParseElement(xml)), Context);
        if (outcome.Error is null) State = outcome.State;
        return outcome;
    }

    internal PubSubOutcome Set(string from, string content) => Send(from, true, $"<pubsub {Ns}>{content}</pubsub>");

    internal PubSubOutcome Get(string from, string content) => Send(from, false, $"<pubsub {Ns}>{content}</pubsub>");

    internal PubSubOutcome OwnerSet(string from, string content) => Send(from, true, $"<pubsub {OwnerNs}>{content}</pubsub>");

    internal PubSubOutcome OwnerGet(string from, string content) => Send(from, false, $"<pubsub {OwnerNs}>{content}</pubsub>");

    /// <summary>Makes a node with options, written <c>access_model=open</c>.</summary>
    internal void Create(string from, string node, params string[] options)
        => Assert.Null(Set(from, $"<create node='{node}'/><configure>{Form("node_config", options)}</configure>").Error);

    internal PubSubOutcome Publish(string from, string node, string id, string text = "x")
        => Set(from, $"<publish node='{node}'><item id='{id}'><e xmlns='urn:e'>{text}</e></item></publish>");

    internal static string Form(string type, params string[] fields) => "<x xmlns='jabber:x:data' type='submit'>"
        + $"<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#{type}</value></field>"
        + string.Concat(fields.Select(f => f.Split('=', 2)).Select(f => $"<field var='pubsub#{f[0]}'><value>{f[1]}</value></field>")) + "</x>";

    /// <summary>The error's condition and its condition of XEP-0060, with a feature where one is named.</summary>
    internal static string? Error(PubSubOutcome outcome) => outcome.Error is not { } error ? null
        : error.Name + (error.Application is { } a ? $" {a.Name}{(a["feature"] is { } f ? " " + f : "")}" : "");

    internal static IEnumerable<string> Notified(PubSubOutcome outcome) => outcome.Before.SelectMany(n => n.To).Select(j => j.ToString());
}
