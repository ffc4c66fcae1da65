using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Administration;

/// <summary>The forms of XEP-0133.</summary>
internal static class AdminForm
{
    internal const string Account = "accountjid";
    internal const string Accounts = "accountjids";
    internal const string Password = "password";
    internal const string PasswordAgain = "password-verify";
    internal const string Text = "announcement";

    internal static DataFormBuilder Ask(string title) => DataForm.Build(DataFormType.Form, AdministrationFeature.Namespace).Title(title);

    internal static DataFormBuilder Result() => DataForm.Build(DataFormType.Result, AdministrationFeature.Namespace);

    /// <summary>The address of an account of this domain; false for anything else.</summary>
    internal static bool TryAccount(CoupletServer server, string? text, out Jid account)
        => Jid.TryParse(text, out account) && account is { IsBare: true, Local: not null } && account.Domain == server.Domain.Domain;

    /// <summary>
    /// The accounts of a field of many. With <paramref name="withResources"/> an address may be that of one resource.
    /// </summary>
    /// <returns>False when one of them is no address of an account here, or there is none.</returns>
    internal static bool TryAccounts(CoupletServer server, DataForm form, bool withResources, out ImmutableArray<Jid> accounts)
    {
        var found = ImmutableArray.CreateBuilder<Jid>();
        accounts = [];
        foreach (var text in form.GetValues(Accounts))
        {
            if (!Jid.TryParse(text, out var jid) || !TryAccount(server, jid.Bare.ToString(), out _) || (jid.IsFull && !withResources)) return false;
            if (!found.Contains(jid)) found.Add(jid);
        }
        accounts = found.DrainToImmutable();
        return !accounts.IsEmpty;
    }
}
