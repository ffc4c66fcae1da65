using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>Everybody's own password, for clients that know commands and not XEP-0077.</summary>
internal sealed class OwnPassword(CoupletServer server)
{
    internal const string Node = "urn:couplet:command:change-password";

    internal ValueTask<CommandStep> Ask(CommandInput input) => CommandStep.Ask(DataForm.Build(DataFormType.Form, Node).Title("Change your password")
        .Private(AdminForm.Password, label: "The new password", required: true)
        .Private(AdminForm.PasswordAgain, label: "The new password again", required: true).ToForm(), SetAsync);

    private async ValueTask<CommandStep> SetAsync(CommandInput input)
    {
        var password = input.Form.GetValue(AdminForm.Password)!;
        if (password != input.Form.GetValue(AdminForm.PasswordAgain)) return CommandStep.Refused(CommandErrors.BadPayload("The passwords differ."));
        return await server.AccountStore.SetPasswordAsync(input.From.Local!, password).ConfigureAwait(false)
            ? CommandStep.Done("Your password has been changed.")
            : CommandStep.Refused(StanzaError.NotAcceptable("The password is empty or has characters that are not allowed."));
    }
}
