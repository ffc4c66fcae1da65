using System.Collections.Immutable;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Export;

/// <summary>The actions of a scenario as text.</summary>
internal sealed class ScenarioText
{
    /// <summary>The id of stanzas that the service makes up: nothing to be expected.</summary>
    internal const string MadeId = "made-by-the-service";

    private const string ArchivePrefix = "archive:";

    private readonly StringBuilder _actions = new();
    private readonly Dictionary<string, bool> _kept = new(StringComparer.Ordinal);

    /// <summary>How the archive's ids are written until they are replaced by variables: the server makes up its own.</summary>
    internal static string ArchiveId(long number) => ArchivePrefix + Words.Number(number);

    /// <summary>A message's id in the archive is needed later on: whoever receives it first keeps it.</summary>
    internal void Keep(string archiveId) => _kept.TryAdd(archiveId, false);

    internal void Note(string text) => _actions.Append("# ").Append(text).Append("\n\n");

    internal void Connects(ScenarioClient client) => _actions.Append(client.Name).Append(" connects\n\n");

    internal void Sends(ScenarioClient client, Stanza stanza) => Action(client, "sends", stanza.WithAddresses(default, stanza.To).ToElement());

    /// <summary>What a client receives in one go.</summary>
    internal void Receives(ScenarioClient client, ImmutableArray<Stanza> stanzas)
    {
        for (var i = 0; i < stanzas.Length; i++)
        {
            // Who is in a room comes in no particular order.
            var isOfMany = IsPlain(stanzas[i]) && ((i > 0 && IsPlain(stanzas[i - 1])) || (i + 1 < stanzas.Length && IsPlain(stanzas[i + 1])));
            Action(client, "receives", isOfMany ? new Element("presence", Stanza.ClientNamespace) : Expected(stanzas[i]));
        }
    }

    internal string Finish(string title, IEnumerable<ScenarioClient> clients)
    {
        var text = new StringBuilder("# ").Append(title).Append("\n\n");
        foreach (var client in clients)
            text.Append("[Client] ").Append(client.Name).Append("\n\tjid: ").Append(client.Jid.Bare).Append("\n\tresource: ").Append(client.Jid.Resource)
                .Append("\n\tpassword: secret\n\n");
        return text.Append("-----\n\n").Append(_actions).ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Of a stanza, what is the same whenever the scenario is played.</summary>
    private Element Expected(Stanza stanza)
    {
        var attributes = new object?[]
        {
            stanza.From.IsEmpty ? null : new XmlAttr("from", stanza.From.ToString()),
            stanza.TypeName is null ? null : new XmlAttr("type", stanza.TypeName),
            stanza is not Presence && stanza.Id is not (null or MadeId) ? new XmlAttr("id", stanza.Id) : null,
        };
        var content = stanza.IsError
            ? [new Element("error", Stanza.ClientNamespace, new Element(stanza.Error!.Name, StanzaError.Namespace))]
            : stanza.Elements().Where(e => stanza is not Iq && (e.Namespace == Stanza.ClientNamespace || e.Is("x", MucNamespaces.User) || IsKept(stanza, e)));
        return new Element(stanza.Name, Stanza.ClientNamespace, attributes, content);
    }

    // What is history has the room's own delay.
    private bool IsKept(Stanza stanza, Element e)
        => e.Is("stanza-id", ForeignNamespaces.StanzaId) && _kept.ContainsKey(e["id"]!)
            && !stanza.Elements().Any(d => d.Is("delay", Archive.ArchiveAnswer.DelayNamespace) && d["from"] == stanza.From.Bare.ToString());

    /// <summary>The variables in the place of the archive's ids: captured where they are seen first.</summary>
    private string WithVariables(string xml, bool isReceived)
    {
        foreach (var (id, isCaptured) in _kept.ToArray())
        {
            var quoted = $"'{id}'";
            if (!xml.Contains(quoted, StringComparison.Ordinal)) continue;
            var name = "ARCHIVE" + id[ArchivePrefix.Length..];
            xml = xml.Replace(quoted, isCaptured || !isReceived ? $"'${{{name}}}'" : $"'{{scansion:capture:{name}}}'", StringComparison.Ordinal);
            _kept[id] = isCaptured || isReceived;
        }
        return xml;
    }

    private static bool IsPlain(Stanza stanza)
        => stanza is Presence { IsError: false } && stanza.Child("x", MucNamespaces.User) is { } x && x.Child("status") is null;

    private void Action(ScenarioClient client, string verb, Element stanza)
    {
        // A line break would end the indented block, and a variable's sign must not be one.
        var xml = ElementWriter.ToText(stanza, Stanza.ClientNamespace).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("${", "&#36;{", StringComparison.Ordinal);
        _actions.Append(client.Name).Append(' ').Append(verb).Append(":\n\t").Append(WithVariables(xml, verb == "receives")).Append("\n\n");
    }
}
