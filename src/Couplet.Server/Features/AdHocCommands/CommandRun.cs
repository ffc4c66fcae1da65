using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>One request of a command (XEP-0050 §2.4): begins a session, or takes one a step further.</summary>
internal sealed class CommandRun(CommandSessions sessions, AdHocCommand command, IqRequest request)
{
    private static readonly DataForm s_empty = new(DataFormType.Submit);

    internal async ValueTask<IqReply> AnswerAsync()
    {
        var action = request.Payload["action"] ?? "execute";
        if (action is not ("execute" or "next" or "prev" or "complete" or "cancel")) return CommandErrors.MalformedAction();
        if (request.Payload["sessionid"] is { Length: > 0 } id) return await ContinueAsync(id, action).ConfigureAwait(false);
        if (action != "execute") return CommandErrors.BadAction();
        var session = sessions.Begin(command, request.From);
        var step = await command.Start(new CommandInput(request.From, s_empty)).ConfigureAwait(false);
        return Follow(session, step);
    }

    private async ValueTask<IqReply> ContinueAsync(string id, string action)
    {
        if (!sessions.WasGiven(id, command.Node, request.From)) return CommandErrors.BadSession();
        if (sessions.Take(id) is not { } session) return CommandErrors.SessionExpired();
        var keep = true;
        try
        {
            switch (action)
            {
                case "cancel":
                    keep = false;
                    return Command(session, "canceled");
                case "prev" when session.HasPrevious:
                    session.GoBack();
                    return Form(session);
                case "prev":
                case "next" when session.Current.IsLast:
                case "complete" when !session.Current.IsLast:
                    return CommandErrors.BadAction();
            }
            if (!TryReadForm(session.Current.Form!, out var form, out var missing)) return CommandErrors.BadPayload(missing);
            var step = await session.Current.Next!(new CommandInput(request.From, form)).ConfigureAwait(false);
            keep = step.Error is not null;
            return Follow(session, step);
        }
        finally
        {
            if (keep) sessions.Keep(session);
        }
    }

    private IqReply Follow(CommandSession session, CommandStep step)
    {
        if (step.Error is { } error) return error;
        if (step.Next is null) return Command(session, "completed", Note(step), step.Form?.ToElement());
        session.Show(step);
        sessions.Keep(session);
        return Form(session);
    }

    private static IqReply Form(CommandSession session)
    {
        var step = session.Current;
        var forward = step.IsLast ? "complete" : "next";
        return Command(session, "executing",
            new Element("actions", AdHocCommandsFeature.Namespace, new XmlAttr("execute", forward),
                session.HasPrevious ? new Element("prev", AdHocCommandsFeature.Namespace) : null,
                new Element(forward, AdHocCommandsFeature.Namespace)),
            Note(step), step.Form!.ToElement());
    }

    private static IqReply Command(CommandSession session, string status, params ReadOnlySpan<Element?> content)
        => new Element("command", AdHocCommandsFeature.Namespace, new XmlAttr("node", session.Command.Node), new XmlAttr("sessionid", session.Id),
            new XmlAttr("status", status), content.ToArray());

    private static Element? Note(CommandStep step) => step.Note is null ? null
        : new Element("note", AdHocCommandsFeature.Namespace, new XmlAttr("type", step.IsFailure ? "error" : "info"), step.Note);

    // A form of type 'cancel' counts as one that was submitted (§3.4.1), so its fields are what counts.
    private bool TryReadForm(DataForm shown, out DataForm form, out string missing)
    {
        missing = "";
        form = s_empty;
        foreach (var child in request.Payload.Elements())
            if (DataForm.TryParse(child, out var found)) form = found;
        foreach (var field in shown.Fields)
        {
            if (!field.Required || form.GetValues(field.Var!).Any(value => value.Length > 0)) continue;
            missing = $"The field '{field.Var}' must be filled in.";
            return false;
        }
        return true;
    }
}
