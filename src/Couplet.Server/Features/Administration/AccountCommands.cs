using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133 §4.1, §4.2, §4.5, §4.7: accounts are added, deleted, thrown out, and given another password.</summary>
internal sealed class AccountCommands(CoupletServer server)
{
    internal ValueTask<CommandStep> AskForNew(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Add an account")
        .Jid(AdminForm.Account, label: "The address of the account", required: true)
        .Private(AdminForm.Password, label: "The password", required: true)
        .Private(AdminForm.PasswordAgain, label: "The password again", required: true).ToForm(), AddAsync);

    internal ValueTask<CommandStep> AskForDoomed(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Delete accounts")
        .Instructions("The accounts and all they own are removed; their names are not given away again.")
        .Jids(AdminForm.Accounts, [], "The addresses of the accounts", required: true).ToForm(), DeleteAsync);

    internal ValueTask<CommandStep> AskForPassword(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Change an account's password")
        .Jid(AdminForm.Account, label: "The address of the account", required: true)
        .Private(AdminForm.Password, label: "The new password", required: true).ToForm(), SetPasswordAsync);

    internal ValueTask<CommandStep> AskForSessions(CommandInput input) => CommandStep.Ask(AdminForm.Ask("End sessions")
        .Jids(AdminForm.Accounts, [], "The addresses of accounts, or of one resource", required: true).ToForm(), EndSessions);

    private async ValueTask<CommandStep> AddAsync(CommandInput input)
    {
        if (!AdminForm.TryAccount(server, input.Form.GetValue(AdminForm.Account), out var account)) return NoAccount();
        var password = input.Form.GetValue(AdminForm.Password)!;
        if (password != input.Form.GetValue(AdminForm.PasswordAgain)) return CommandStep.Refused(CommandErrors.BadPayload("The passwords differ."));
        return await server.AccountStore.CreateAsync(account.Local!, password).ConfigureAwait(false) switch
        {
            AccountCreation.Created => CommandStep.Done($"{account} has been added."),
            AccountCreation.Exists => CommandStep.Refused(StanzaError.Conflict("There is such an account already.")),
            AccountCreation.Deleted => CommandStep.Refused(StanzaError.Conflict("There was such an account once; its name is not given away again.")),
            AccountCreation.BadName => NoAccount(),
            _ => BadPassword(),
        };
    }

    private async ValueTask<CommandStep> DeleteAsync(CommandInput input)
    {
        if (!AdminForm.TryAccounts(server, input.Form, withResources: false, out var accounts)) return NoAccount();
        if (accounts.Contains(input.From.Bare)) return CommandStep.Refused(StanzaError.NotAllowed("You cannot delete yourself here."));
        foreach (var account in accounts)
            if (!await server.AccountStore.ExistsAsync(account.Local!).ConfigureAwait(false)) return Unknown(account.ToString());
        foreach (var account in accounts)
            await server.Accounts.RemoveAsync(account.Local!).ConfigureAwait(false);
        return CommandStep.Done($"Deleted: {string.Join(", ", accounts)}.");
    }

    private async ValueTask<CommandStep> SetPasswordAsync(CommandInput input)
    {
        if (!AdminForm.TryAccount(server, input.Form.GetValue(AdminForm.Account), out var account)) return NoAccount();
        if (!await server.AccountStore.ExistsAsync(account.Local!).ConfigureAwait(false)) return Unknown(account.ToString());
        return await server.AccountStore.SetPasswordAsync(account.Local!, input.Form.GetValue(AdminForm.Password)!).ConfigureAwait(false)
            ? CommandStep.Done($"The password of {account} has been changed.") : BadPassword();
    }

    private ValueTask<CommandStep> EndSessions(CommandInput input)
    {
        if (!AdminForm.TryAccounts(server, input.Form, withResources: true, out var accounts)) return NoAccount();
        var ended = 0;
        foreach (var account in accounts)
        {
            foreach (var session in server.Accounts.Get(account.Local!).Sessions)
            {
                if (account.IsFull && account.Resource != session.Jid.Resource) continue;
                session.Close(new StreamError(StreamErrorCondition.PolicyViolation, "An administrator has ended this session."));
                ended++;
            }
        }
        return CommandStep.Done($"Sessions ended: {ended}.");
    }

    private static CommandStep NoAccount() => CommandStep.Refused(CommandErrors.BadPayload("That is not the address of an account of this domain."));

    private static CommandStep BadPassword() => CommandStep.Refused(StanzaError.NotAcceptable("The password is empty or has characters that are not allowed."));

    private static CommandStep Unknown(string account) => CommandStep.Refused(StanzaError.ItemNotFound($"There is no account {account}."));
}
