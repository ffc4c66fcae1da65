using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>What a stage of a command answers: another form, the end, or an error.</summary>
public sealed record CommandStep
{
    private CommandStep()
    {
    }

    /// <summary>The form to fill in, or the result; null for none.</summary>
    public DataForm? Form { get; private init; }

    /// <summary>The stage that takes the filled form; null at the end.</summary>
    public CommandStage? Next { get; private init; }

    /// <summary>Whether the stage that follows is the last one.</summary>
    public bool IsLast { get; private init; }

    /// <summary>A sentence for the user, or null.</summary>
    public string? Note { get; private init; }

    /// <summary>Whether <see cref="Note"/> tells of a failure (XEP-0050 §3.6).</summary>
    public bool IsFailure { get; private init; }

    /// <summary>The stanza error that answers the stage, or null; the stage can be tried again.</summary>
    public StanzaError? Error { get; private init; }

    /// <summary>Asks for a form to be filled in.</summary>
    public static CommandStep Ask(DataForm form, CommandStage next, bool isLast = true) => new() { Form = form, Next = next, IsLast = isLast };

    /// <summary>The command is done.</summary>
    public static CommandStep Done(string? note = null, DataForm? result = null) => new() { Note = note, Form = result };

    /// <summary>The command is over without success.</summary>
    public static CommandStep Failed(string note) => new() { Note = note, IsFailure = true };

    /// <summary>The form cannot be accepted as it is.</summary>
    public static CommandStep Refused(StanzaError error) => new() { Error = error };

    /// <summary>As a finished task, for stages that need not wait.</summary>
    public static implicit operator ValueTask<CommandStep>(CommandStep step) => new(step);
}
