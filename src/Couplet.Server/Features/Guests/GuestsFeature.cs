using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Push;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Guests;

/// <summary>
/// XEP-0175: people who log in without a name, and what guests of either kind may not do from their client. What services refuse them (rooms,
/// files, invitations) the services ask of <see cref="AccountRoles"/>.
/// </summary>
internal sealed class GuestsFeature : IFeature, IAccountExtension
{
    /// <summary>The document that a visit leaves until it ends: after a crash it tells what is to be swept up.</summary>
    private const string VisitKind = "guest-visit";

    private CoupletServer _server = null!;

    public string Specification => "XEP-0175";

    public void Register(FeatureRegistry registry)
    {
        _server = registry.Server;
        registry.Extend(this);
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var left = new List<string>();
        await foreach (var owner in _server.Storage.Documents.ListOwnersAsync(VisitKind, cancellation).ConfigureAwait(false)) left.Add(owner);
        foreach (var owner in left) await _server.Storage.Documents.DeleteOwnerAsync(owner, cancellation).ConfigureAwait(false);
    }

    public async ValueTask BoundAsync(Account account, ClientSession session)
    {
        if (account.IsPassing)
            await _server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), VisitKind, "", new byte[] { 1 }) }).ConfigureAwait(false);
        else await _server.Roles.RefreshAsync(account.Jid).ConfigureAwait(false);
    }

    public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        if (!_server.Roles.IsGuest(account.Jid) || !IsForbidden(stanza)) return new(stanza);
        var error = StanzaError.NotAllowed("Guests may not do this.");
        account.SendTo(session, stanza is Iq iq ? iq.ToError(error) : ((Presence)stanza).ToError(error));
        return default;
    }

    /// <summary>A guest could not grant what it is asked for, so the request is met with silence, as if nobody were there.</summary>
    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
        => stanza is Presence { Type: PresenceType.Subscribe } && !_server.Options.Guests.Subscribe && _server.Roles.IsGuest(account.Jid) ? default : new(stanza);

    public ValueTask DeletedAsync(Account account)
    {
        _server.Roles.Forget(account.Jid);
        return default;
    }

    private bool IsForbidden(Stanza stanza) => stanza switch
    {
        Presence { Type: PresenceType.Subscribe or PresenceType.Subscribed } => !_server.Options.Guests.Subscribe,
        Iq { Type: IqType.Set } iq => iq.FirstChild is { Name: "enable", Namespace: PushFeature.Namespace },
        _ => false,
    };
}
