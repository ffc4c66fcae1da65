using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133 §4.24 to §4.26: a message that every account gets once, at its next initial presence.</summary>
internal sealed class MessageOfTheDay(CoupletServer server) : IAccountExtension
{
    private const string Kind = "motd";
    private const string SeenKind = "motd-seen";

    private volatile string? _text;

    /// <summary>Reads what is stored; before the server listens.</summary>
    internal async ValueTask LoadAsync(CancellationToken cancellation)
    {
        var stored = await server.Storage.Documents.GetAsync(server.Domain.ToString(), Kind, "", cancellation).ConfigureAwait(false);
        _text = stored is null ? null : Encoding.UTF8.GetString(stored.Value.Span);
    }

    internal ValueTask<CommandStep> Ask(CommandInput input) => Form(null, SetAsync);

    internal ValueTask<CommandStep> AskForEdit(CommandInput input) => Form(_text, EditAsync);

    internal async ValueTask<CommandStep> DeleteAsync(CommandInput input)
    {
        await SaveAsync(null).ConfigureAwait(false);
        return CommandStep.Done("There is no message of the day any more.");
    }

    public async ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        if (presence.Type != PresenceType.Available || session.IsAvailable) return;
        if (_text is not { } text) return;
        var owner = account.Jid.ToString();
        var seen = await server.Storage.Documents.GetAsync(owner, SeenKind, "").ConfigureAwait(false);
        if (seen is not null && Encoding.UTF8.GetString(seen.Value.Span) == text) return;
        await server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(owner, SeenKind, "", Encoding.UTF8.GetBytes(text)) }).ConfigureAwait(false);
        account.SendTo(session, Announcement.Message(server, text));
    }

    private static CommandStep Form(string? text, CommandStage next) => CommandStep.Ask(
        AdminForm.Ask("The message of the day").Lines("motd", text, "The message of the day", required: true).ToForm(), next);

    private async ValueTask<CommandStep> SetAsync(CommandInput input)
    {
        var text = input.Form.GetText("motd")!;
        await SaveAsync(text).ConfigureAwait(false);
        new Announcement(server).Send(text); // who is online has had the initial presence already (§4.24)
        return CommandStep.Done("The message of the day has been set.");
    }

    private async ValueTask<CommandStep> EditAsync(CommandInput input)
    {
        await SaveAsync(input.Form.GetText("motd")).ConfigureAwait(false);
        return CommandStep.Done("The message of the day has been changed.");
    }

    private async ValueTask SaveAsync(string? text)
    {
        ReadOnlyMemory<byte>? content = null;
        if (text is not null) content = Encoding.UTF8.GetBytes(text);
        await server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(server.Domain.ToString(), Kind, "", content) }).ConfigureAwait(false);
        _text = text;
    }
}
