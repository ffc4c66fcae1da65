using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Tests.Features.AdHocCommands;

/// <summary>Runs commands on the server's domain as a client does.</summary>
internal static class CommandBench
{
    private static int s_id;

    /// <summary>Sends a command; its answer comes from outside the mailboxes, so it is waited for.</summary>
    internal static Task<Iq> CommandAsync(this FakeSession session, string attributes, string content = "")
        => session.AskServerAsync("set", $"<command xmlns='{AdHocCommandsFeature.Namespace}' {attributes}>{content}</command>");

    internal static async Task<Iq> AskServerAsync(this FakeSession session, string type, string payload)
    {
        var id = $"c{Interlocked.Increment(ref s_id)}";
        session.Post($"<iq type='{type}' id='{id}' to='{AccountHarness.Domain}'>{payload}</iq>");
        return await session.AnswerAsync(id);
    }

    internal static string Form(params (string Name, string Value)[] fields) => "<x xmlns='jabber:x:data' type='submit'>"
        + string.Concat(fields.Select(f => $"<field var='{f.Name}'><value>{f.Value}</value></field>")) + "</x>";

    /// <summary>Begins a command, fills in its one form, and returns the last answer.</summary>
    internal static async Task<Iq> RunAsync(this FakeSession session, string node, params (string Name, string Value)[] fields)
    {
        var begun = await session.CommandAsync($"node='{node}'");
        return begun.IsError ? begun : await session.CommandAsync($"node='{node}' sessionid='{begun.FirstChild!["sessionid"]}'", Form(fields));
    }

    internal static string? Value(this Iq answer, string field)
        => answer.FirstChild!.Child("x", "jabber:x:data")?.Elements("field").SingleOrDefault(f => f["var"] == field)?.Child("value")?.Text;

    internal static void HasError(this Iq answer, StanzaErrorCondition condition, string? specific = null)
    {
        Assert.Equal(condition, answer.Error?.Condition);
        Assert.Equal(specific, answer.Error!.Application?.Name);
    }

    internal static IEnumerable<string?> Nodes(this Iq answer) => answer.FirstChild!.Elements().Select((Element item) => item["node"]);
}
