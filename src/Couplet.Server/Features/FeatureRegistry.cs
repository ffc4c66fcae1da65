using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Components;
using Couplet.Server.Features.Invitations;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.Upload;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features;

/// <summary>What the features have registered. Filled before the server listens, only read afterwards.</summary>
public sealed class FeatureRegistry(CoupletServer server)
{
    private readonly Dictionary<(DiscoTarget, IqType, string, string), IqHandler> _iqHandlers = [];
    private readonly List<(DiscoTarget Target, string Var)> _vars = [];
    private readonly List<(DiscoTarget Target, Element Identity)> _identities = [];
    private readonly List<(DiscoTarget Target, Func<Element> Form)> _forms = [];

    private readonly List<IDiscoProvider> _providers = [];
    private PersonalNodes? _personalNodes;

    /// <summary>The namespace of <c>disco#info</c> (XEP-0030).</summary>
    public const string DiscoInfoNamespace = "http://jabber.org/protocol/disco#info";

    /// <summary>The server that the features belong to.</summary>
    public CoupletServer Server { get; } = server;

    /// <summary>What happens in an account's mailbox, in catalogue order.</summary>
    public ImmutableArray<IAccountExtension> AccountExtensions { get; private set; } = [];

    /// <summary>Those of them that have a say in what is sent.</summary>
    internal AccountHooks Hooks { get; } = new();

    /// <summary>What the stream offers, by phase; see <see cref="StreamFeature"/>.</summary>
    public ImmutableArray<StreamFeature> StreamFeatures { get; private set; } = [];

    /// <summary>Handlers of first-level elements that are no stanzas, by namespace.</summary>
    public Dictionary<string, Action<ClientSession, RawElement>> Nonzas { get; } = new(StringComparer.Ordinal);

    /// <summary>Handlers of iq requests on streams that are not authenticated yet, by the payload's namespace.</summary>
    public Dictionary<string, PreAuthenticationIqHandler> PreAuthenticationIqs { get; } = new(StringComparer.Ordinal);

    /// <summary>Registers the handler of an iq request with this payload.</summary>
    public void HandleIq(DiscoTarget targets, IqType type, string name, string ns, IqHandler handler)
    {
        foreach (var target in Each(targets))
            _iqHandlers.Add((target, type, name, ns), handler);
    }

    /// <summary>Registers one handler for gets and sets.</summary>
    public void HandleIq(DiscoTarget targets, string name, string ns, IqHandler handler)
    {
        HandleIq(targets, IqType.Get, name, ns, handler);
        HandleIq(targets, IqType.Set, name, ns, handler);
    }

    /// <summary>The handler of a request, or null.</summary>
    public IqHandler? FindIqHandler(DiscoTarget target, IqType type, Element payload)
        => _iqHandlers.GetValueOrDefault((target, type, payload.Name, payload.Namespace));

    /// <summary>Advertises features in <c>disco#info</c>.</summary>
    public void Advertise(DiscoTarget targets, params ReadOnlySpan<string> vars)
    {
        foreach (var target in Each(targets))
            foreach (var v in vars)
                if (!_vars.Contains((target, v))) _vars.Add((target, v));
    }

    /// <summary>Advertises an identity in <c>disco#info</c>.</summary>
    public void Identity(DiscoTarget targets, string category, string type, string? name = null)
    {
        foreach (var target in Each(targets))
            _identities.Add((target, new Element("identity", DiscoInfoNamespace, new XmlAttr("category", category), new XmlAttr("type", type),
                name is null ? null : new XmlAttr("name", name))));
    }

    /// <summary>Advertises an extended form (XEP-0128); asked anew for each query.</summary>
    public void Form(DiscoTarget targets, Func<Element> form)
    {
        foreach (var target in Each(targets)) _forms.Add((target, form));
    }

    /// <summary>Adds a provider of nodes and items for service discovery.</summary>
    public void Disco(IDiscoProvider provider) => _providers.Add(provider);

    /// <summary>What a node is, by the first provider that knows it; null if none does.</summary>
    public async ValueTask<IEnumerable<Element>?> DescribeNodeAsync(DiscoTarget target, string node, IqRequest request)
    {
        foreach (var provider in _providers)
            if (await provider.DescribeAsync(target, node, request).ConfigureAwait(false) is { } found) return found;
        return null;
    }

    /// <summary>The items that the providers have for a request; null if none knows its node.</summary>
    public async ValueTask<IEnumerable<Element>?> ItemsAsync(DiscoTarget target, IqRequest request)
    {
        List<Element>? items = null;
        foreach (var provider in _providers)
            if (await provider.ItemsAsync(target, request).ConfigureAwait(false) is { } found) (items ??= []).AddRange(found);
        return items;
    }

    /// <summary>Who may ask an account what it is: the account itself, and whom it shows its presence (set by the roster).</summary>
    public Func<IqRequest, ValueTask<bool>> MayQueryAsync { get; set; } = static request => new(request.IsOwner);

    /// <summary>What other features may know of accounts' rosters.</summary>
    public IRosterView Roster { get; set; } = new RosterView();

    /// <summary>The nodes of accounts (XEP-0163).</summary>
    internal PersonalNodes PersonalNodes => _personalNodes ??= new PersonalNodes(Server);

    /// <summary>Adds an extension of accounts.</summary>
    public void Extend(IAccountExtension extension)
    {
        AccountExtensions = AccountExtensions.Add(extension);
        Hooks.Add(extension);
    }

    /// <summary>Switches of sessions that outlive the server with them (XEP-0198 §5).</summary>
    public ImmutableArray<KeptFlag> KeptFlags { get; private set; } = [];

    /// <summary>Has a switch of sessions kept.</summary>
    public void Keep(KeptFlag flag) => KeptFlags = KeptFlags.Add(flag);

    /// <summary>Adds something to <c>stream:features</c>.</summary>
    public void Stream(StreamFeature feature) => StreamFeatures = StreamFeatures.Add(feature);

    /// <summary>The commands (XEP-0050), in catalogue order.</summary>
    public ImmutableArray<AdHocCommand> Commands { get; private set; } = [];

    /// <summary>The tokens of those who are invited to make an account; null where nobody can be.</summary>
    public IInvitations? Invitations { get; internal set; }

    /// <summary>The files that were uploaded; null where none can be.</summary>
    internal UploadService? Uploads { get; set; }

    /// <summary>The publish-subscribe service.</summary>
    internal PubSubHost? PubSub { get; set; }

    /// <summary>The external components; null where there are none.</summary>
    internal ComponentsFeature? Components { get; set; }

    /// <summary>Adds a command.</summary>
    public void Command(AdHocCommand command) => Commands = Commands.Add(command);

    /// <summary>The command of a node, or null.</summary>
    public AdHocCommand? FindCommand(string node) => Commands.FirstOrDefault(c => c.Node == node);

    /// <summary>The content of the <c>disco#info</c> query for a target: identities, features, forms.</summary>
    public IEnumerable<Element> Describe(DiscoTarget target)
        => _identities.Where(i => i.Target == target).Select(i => i.Identity)
            .Concat(_vars.Where(v => v.Target == target).Select(v => new Element("feature", DiscoInfoNamespace, new XmlAttr("var", v.Var))))
            .Concat(_forms.Where(f => f.Target == target).Select(f => f.Form()));

    private static IEnumerable<DiscoTarget> Each(DiscoTarget targets)
    {
        if (targets.HasFlag(DiscoTarget.Server)) yield return DiscoTarget.Server;
        if (targets.HasFlag(DiscoTarget.Account)) yield return DiscoTarget.Account;
    }
}
