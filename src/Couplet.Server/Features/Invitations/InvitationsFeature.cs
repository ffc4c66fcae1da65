using System.Runtime.CompilerServices;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.Subscriptions;
using Couplet.Server.Hosting;

namespace Couplet.Server.Features.Invitations;

/// <summary>
/// XEP-0401: invitations to become a contact, or to make an account here; XEP-0445: registration with a token; XEP-0379: a request for
/// subscription with a token is granted at once. Must see a request before the subscriptions do.
/// </summary>
internal sealed class InvitationsFeature : IFeature, IAccountExtension, IInvitations
{
    internal const string Namespace = "urn:xmpp:invite";
    internal const string RegistrationNamespace = "urn:xmpp:ibr-token:0";
    internal const string TokenNamespace = "urn:xmpp:pars:0";

    private readonly ConditionalWeakTable<IUnauthenticatedStream, string> _accepted = [];
    private CoupletServer? _server;
    private InvitationBook? _book;

    public string Specification => "XEP-0379 XEP-0401 XEP-0445";

    public StanzaKinds Concerns => StanzaKinds.Presences;

    public void Register(FeatureRegistry registry)
    {
        var server = _server = registry.Server;
        _book = new InvitationBook(server.Storage.Documents, server.Domain.ToString(), server.Time);
        registry.Extend(this);
        var commands = new InvitationCommands(server, _book);
        registry.Command(new AdHocCommand($"{Namespace}#invite", "Invite somebody", commands.IsLocal, commands.InviteAsync));
        if (server.Options.Invitations.Create == InvitationCreators.Nobody) return;
        registry.Command(new AdHocCommand($"{Namespace}#create-account", "Invite somebody to make an account", commands.MayInvite, commands.AskForAccount));
        registry.Invitations = this;
        // Clients of the time before XEP-0445 look for the first.
        registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, static () => new Element("register", Namespace)) { ForMembers = true });
        registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, static () => new Element("register", RegistrationNamespace)) { ForMembers = true });
        registry.PreAuthenticationIqs.Add(TokenNamespace, AcceptAsync);
    }

    public string? TokenOf(IUnauthenticatedStream stream) => _accepted.TryGetValue(stream, out var token) ? token : null;

    public ValueTask<bool> IsReservedAsync(string local, string? token) => _book!.IsReservedAsync(local, token);

    public async ValueTask<bool> TryConsumeAsync(string token, Jid account)
    {
        var invitation = await _book!.TakeAsync(token, i => i.Account && (i.Name is null || i.Name == account.Local)).ConfigureAwait(false);
        if (invitation is null) return false;
        var inviter = Jid.Parse(invitation.Inviter);
        if (!invitation.Contact || !await _server!.AccountStore.ExistsAsync(inviter.Local!).ConfigureAwait(false)) return true;
        await _server.Accounts.RunAsync(inviter.Local!, a => Befriend(a, account.Bare)).ConfigureAwait(false);
        await _server.Accounts.RunAsync(account.Local!, a => Befriend(a, inviter)).ConfigureAwait(false);
        return true;
    }

    /// <summary>XEP-0379 §3.5, done by the server: a request with a token of the account is granted and returned.</summary>
    public async ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Presence { Type: PresenceType.Subscribe } request || request.Child("preauth", TokenNamespace)?["token"] is not { } token) return stanza;
        var owner = account.Jid.ToString();
        if (await _book!.TakeAsync(token, i => i.Contact && i.Inviter == owner && i.Name is null && !_book.IsExpired(i)).ConfigureAwait(false) is null) return stanza;
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        var before = roster.Find(request.From.Bare) ?? new RosterItem(request.From.Bare);
        var step = SubscriptionTable.Outbound(before.State, PresenceType.Subscribe);
        await roster.SaveAsync(account, before with { State = step.Next, IsApproved = true, IsListed = true }).ConfigureAwait(false);
        if (step.Passes) SubscriptionRouting.Send(account, before.Jid, PresenceType.Subscribe);
        return stanza;
    }

    private async ValueTask<IqReply> AcceptAsync(Iq iq, Element payload, IUnauthenticatedStream stream)
    {
        if (iq.Type != IqType.Set || payload.Name != "preauth" || payload["token"] is not { Length: > 0 } token) return StanzaError.BadRequest();
        if (await _book!.FindAsync(token).ConfigureAwait(false) is not { Account: true }) return StanzaError.ItemNotFound("The provided token is invalid or expired");
        _accepted.AddOrUpdate(stream, token);
        return IqReply.Ok;
    }

    private static async ValueTask Befriend(Account account, Jid contact)
    {
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        var item = (roster.Find(contact) ?? new RosterItem(contact)) with { State = SubscriptionState.Both, IsListed = true, Request = null };
        await roster.SaveAsync(account, item).ConfigureAwait(false);
        RosterPush.Send(account, roster, item);
        SubscriptionRouting.SendAvailable(account, contact);
    }
}
