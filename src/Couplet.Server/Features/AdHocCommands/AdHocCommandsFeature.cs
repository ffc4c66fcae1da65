using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Disco;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>XEP-0050: the commands that features have registered, run on the server's domain. Who may not run a command does not see it.</summary>
internal sealed class AdHocCommandsFeature : IFeature, IDiscoProvider
{
    internal const string Namespace = "http://jabber.org/protocol/commands";

    private FeatureRegistry? _registry;
    private CommandSessions? _sessions;

    public string Specification => "XEP-0050";

    public void Register(FeatureRegistry registry)
    {
        _registry = registry;
        _sessions = new CommandSessions(registry.Server.Time, registry.Server.Secrets.Derive("command sessions"));
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Set, "command", Namespace, HandleAsync);
        registry.Disco(this);
    }

    public ValueTask<IEnumerable<Element>?> DescribeAsync(DiscoTarget target, string node, IqRequest request)
    {
        if (target != DiscoTarget.Server) return new((IEnumerable<Element>?)null);
        if (node == Namespace) return new([Identity("command-list", "Commands")]);
        return _registry!.FindCommand(node) is { } command && command.IsAllowed(request.From)
            ? new([Identity("command-node", command.Name), Feature(Namespace), Feature(DataForm.Namespace)])
            : new((IEnumerable<Element>?)null);
    }

    public ValueTask<IEnumerable<Element>?> ItemsAsync(DiscoTarget target, IqRequest request)
    {
        if (target != DiscoTarget.Server || request.Payload["node"] is not { } node) return new((IEnumerable<Element>?)null);
        if (node == Namespace)
            return new(_registry!.Commands.Where(c => c.IsAllowed(request.From)).Select(c => new Element("item", DiscoFeature.ItemsNamespace,
                new XmlAttr("jid", _registry.Server.Domain.ToString()), new XmlAttr("node", c.Node), new XmlAttr("name", c.Name))).ToList());
        return _registry!.FindCommand(node) is { } command && command.IsAllowed(request.From) ? new([]) : new((IEnumerable<Element>?)null);
    }

    private async ValueTask<IqReply> HandleAsync(IqRequest request)
    {
        if (_registry!.FindCommand(request.Payload["node"] ?? "") is not { } command) return StanzaError.ItemNotFound("There is no such command.");
        if (!command.IsAllowed(request.From)) return StanzaError.Forbidden();
        var run = new CommandRun(_sessions!, command, request);
        return await run.AnswerAsync().ConfigureAwait(false);
    }

    private static Element Identity(string type, string name) => new("identity", FeatureRegistry.DiscoInfoNamespace,
        new XmlAttr("category", "automation"), new XmlAttr("type", type), new XmlAttr("name", name));

    private static Element Feature(string var) => new("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", var));
}
