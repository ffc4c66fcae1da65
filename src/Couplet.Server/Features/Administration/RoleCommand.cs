using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>Makes accounts administrators, guests or members again: a command in the manner of XEP-0133, which has none for this.</summary>
internal sealed class RoleCommand(CoupletServer server)
{
    internal const string Node = "urn:couplet:admin#user-role";
    private const string Role = "role";
    private static readonly FormOption[] s_roles = [.. Enum.GetValues<AccountRole>().Select(r => new FormOption(Word(r)))];

    /// <summary>A role as it is written: <c>admin</c>, <c>member</c>, <c>guest</c>.</summary>
    internal static string Word(AccountRole role) => role.ToString().ToLowerInvariant();

    internal ValueTask<CommandStep> Ask(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Set an account's role")
        .Jid(AdminForm.Account, label: "The address of the account", required: true)
        .List(Role, Word(AccountRole.Member), s_roles, "The role").ToForm(), SetAsync);

    private async ValueTask<CommandStep> SetAsync(CommandInput input)
    {
        if (!AdminForm.TryAccount(server, input.Form.GetValue(AdminForm.Account), out var account))
            return CommandStep.Refused(CommandErrors.BadPayload("That is not the address of an account of this domain."));
        if (input.Form.GetValue(Role) is not { } word || Enum.GetValues<AccountRole>().Where(r => Word(r) == word).ToList() is not [var role])
            return CommandStep.Refused(CommandErrors.BadPayload("A role is admin, member or guest."));
        if (!await server.AccountStore.ExistsAsync(account.Local!).ConfigureAwait(false)) return CommandStep.Refused(StanzaError.ItemNotFound($"There is no account {account}."));
        if (server.Roles.IsConfigured(account)) return CommandStep.Refused(StanzaError.NotAllowed("The settings make this account an administrator."));
        if (account == input.From.Bare) return CommandStep.Refused(StanzaError.NotAllowed("You cannot change your own role."));
        await server.Roles.SetAsync(account, role).ConfigureAwait(false);
        return CommandStep.Done($"{account} is {Word(role)} now.");
    }
}
