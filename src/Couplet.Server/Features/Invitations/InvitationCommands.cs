using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Hosting;

namespace Couplet.Server.Features.Invitations;

/// <summary>XEP-0401 §4: the commands that make invitations.</summary>
internal sealed class InvitationCommands(CoupletServer server, InvitationBook book)
{
    private const string Name = "username";
    private const string Subscription = "roster-subscription";

    internal bool IsLocal(Jid jid) => jid.Local is not null && jid.Domain == server.Domain.Domain && !server.Roles.IsGuest(jid);

    /// <summary>Whether somebody may let others make accounts.</summary>
    internal bool MayInvite(Jid jid) => server.IsAdmin(jid) || (server.Options.Invitations.Create == InvitationCreators.Accounts && IsLocal(jid));

    internal async ValueTask<CommandStep> InviteAsync(CommandInput input)
    {
        var inviter = input.From.Bare;
        var mayRegister = server.Options.Invitations.Create != InvitationCreators.Nobody && MayInvite(inviter);
        return await MakeAsync(new Invitation(inviter.ToString(), null, Expiry(), mayRegister, Contact: true),
            token => $"{Uri(inviter)}?roster;preauth={token}{(mayRegister ? ";ibr=y" : "")}").ConfigureAwait(false);
    }

    internal ValueTask<CommandStep> AskForAccount(CommandInput input) => CommandStep.Ask(DataForm.Build(DataFormType.Form).Title("Invite somebody to make an account")
        .Text(Name, label: "The name of the account; empty to let them choose")
        .Boolean(Subscription, true, "Become contacts").ToForm(), CreateAsync);

    private async ValueTask<CommandStep> CreateAsync(CommandInput input)
    {
        string? local = null;
        if (input.Form.GetValue(Name)?.Trim() is { Length: > 0 } name)
        {
            if (!Jid.TryCreate(name, server.Domain.Domain, null, out var jid)) return CommandStep.Refused(CommandErrors.BadPayload("That is no name for an account."));
            local = jid.Local!;
            if (await server.AccountStore.ExistsAsync(local).ConfigureAwait(false) || await book.IsReservedAsync(local, null).ConfigureAwait(false))
                return CommandStep.Refused(StanzaError.Conflict("This name is taken."));
        }
        var contact = input.Form.GetBool(Subscription) ?? false;
        return await MakeAsync(new Invitation(input.From.Bare.ToString(), local, Expiry(), Account: true, contact),
            token => $"{(local is null ? $"xmpp:{server.Domain}" : Uri(Jid.Parse($"{local}@{server.Domain}")))}?register;preauth={token}").ConfigureAwait(false);
    }

    private async ValueTask<CommandStep> MakeAsync(Invitation invitation, Func<string, string> uri)
    {
        if (await book.AddAsync(invitation).ConfigureAwait(false) is not { } token)
            return CommandStep.Failed("You have too many open invitations; wait until some have been used or have expired.");
        return CommandStep.Done(result: DataForm.Build(DataFormType.Result, $"{InvitationsFeature.Namespace}#invitation")
            .Text("uri", uri(token), "The invitation")
            .Text("expire", invitation.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), "Valid until").ToForm());
    }

    private DateTimeOffset Expiry() => server.Time.GetUtcNow() + TimeSpan.FromHours(server.Options.Invitations.Hours);

    // RFC 5122 §2.2: what a localpart may have and a URI may not is percent-encoded.
    private static string Uri(Jid jid) => $"xmpp:{System.Uri.EscapeDataString(jid.Local!)}@{jid.Domain}";
}
