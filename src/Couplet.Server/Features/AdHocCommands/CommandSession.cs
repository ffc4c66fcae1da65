using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>A command under way: the forms that were shown, the last one on top.</summary>
internal sealed class CommandSession(string id, AdHocCommand command, Jid owner)
{
    private readonly Stack<CommandStep> _shown = new();

    internal string Id { get; } = id;

    internal AdHocCommand Command { get; } = command;

    internal Jid Owner { get; } = owner;

    /// <summary>When it was last used, as a timestamp.</summary>
    internal long Used { get; set; }

    /// <summary>The form that waits to be filled in.</summary>
    internal CommandStep Current => _shown.Peek();

    internal bool HasPrevious => _shown.Count > 1;

    internal void Show(CommandStep step) => _shown.Push(step);

    internal void GoBack() => _shown.Pop();
}
