using System.Collections.Immutable;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>The commands about hats (XEP-0317 §4), run on the room. A form may come at once or in a second step: nothing is kept between them.</summary>
internal static class HatCommands
{
    /// <summary>XEP-0317.</summary>
    internal const string Namespace = "urn:xmpp:hats:0";

    /// <summary>The type of the forms, and the beginning of every command's node.</summary>
    internal const string FormType = "urn:xmpp:hats:commands";

    /// <summary>The commands by node, with what they are called.</summary>
    internal static ImmutableArray<(string Node, string Name)> All { get; } =
    [
        (FormType + ":create", "Create or change a hat"), (FormType + ":destroy", "Destroy a hat"), (FormType + ":list", "List hats"),
        (FormType + ":assign", "Give a hat"), (FormType + ":unassign", "Take a hat"), (FormType + ":list-assigned", "List who wears which hat"),
    ];

    /// <summary>Whether the sender may run the command.</summary>
    internal static bool IsAllowed(RoomTurn turn, Stanza request, string node) => node[FormType.Length..] switch
    {
        ":create" or ":destroy" => turn.AffiliationOf(request.From) == Affiliation.Owner,
        ":list" => turn.Room.Occupants.BySession(request.From) is not null || turn.AffiliationOf(request.From) >= Affiliation.Member,
        _ => turn.AffiliationOf(request.From) >= Affiliation.Admin,
    };

    /// <summary>What a command is called that the sender may run; null where there is none.</summary>
    internal static string? NameOf(RoomTurn turn, Stanza request, string node)
        => All.FirstOrDefault(c => c.Node == node).Name is { } name && IsAllowed(turn, request, node) ? name : null;

    internal static void Decide(RoomTurn turn, Iq iq, Element command)
    {
        if (command["node"] is not { } node || !All.Any(c => c.Node == node)) turn.Refuse(iq, StanzaError.ItemNotFound("There is no such command."));
        else if (!IsAllowed(turn, iq, node)) turn.Refuse(iq, StanzaError.Forbidden());
        else if (command["action"] == "cancel") turn.Reply(Answer(turn, iq, command, "canceled"));
        else if (command["action"] is not (null or "execute" or "complete" or "next")) turn.Refuse(iq, CommandErrors.MalformedAction());
        else Run(turn, iq, command, node);
    }

    private static void Run(RoomTurn turn, Iq iq, Element command, string node)
    {
        var submitted = DataForm.TryParse(command.Child("x", DataForm.Namespace), out var form) && form.Type == DataFormType.Submit;
        switch (node[FormType.Length..])
        {
            case ":list":
                turn.Reply(Answer(turn, iq, command, "completed", HatForms.List(turn.Room)));
                break;
            case ":list-assigned":
                turn.Reply(Answer(turn, iq, command, "completed", HatForms.ListWorn(turn.Room)));
                break;
            case ":create":
                Step(turn, iq, command, submitted, form, HatForms.Create(FormType), Hats.Define);
                break;
            case ":destroy":
                Step(turn, iq, command, submitted, form, HatForms.Choose(FormType, turn.Room, "Destroying a Hat"), Hats.Destroy);
                break;
            case ":assign":
                Step(turn, iq, command, submitted, form, HatForms.Assign(FormType, turn.Room, "Assigning a Hat"), Hats.Give);
                break;
            default:
                Step(turn, iq, command, submitted, form, HatForms.Assign(FormType, turn.Room, "Removing a Hat"), Hats.Take);
                break;
        }
    }

    private static void Step(RoomTurn turn, Iq iq, Element command, bool submitted, DataForm? form, Element empty, Func<RoomTurn, DataForm, StanzaError?> run)
    {
        if (!submitted)
        {
            turn.Reply(Answer(turn, iq, command, "executing", new Element("actions", AdHocCommandsFeature.Namespace, new XmlAttr("execute", "complete"),
                new Element("complete", AdHocCommandsFeature.Namespace)), empty));
            return;
        }
        // The answer stands before what it brings about; a refusal takes it back.
        turn.Reply(Answer(turn, iq, command, "completed"));
        if (run(turn, form!) is { } error) turn.Refuse(iq, error);
    }

    private static Iq Answer(RoomTurn turn, Iq iq, Element command, string status, params ReadOnlySpan<object?> content) => iq.ToResult(
        new Element("command", AdHocCommandsFeature.Namespace, [new XmlAttr("node", command["node"]!),
            new XmlAttr("sessionid", command["sessionid"] ?? turn.Context.NewId()), new XmlAttr("status", status), .. content]));
}
