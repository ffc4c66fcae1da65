using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Blocking;

/// <summary>XEP-0191: no word passes between the account and those whom its owner has blocked.</summary>
internal sealed class BlockingFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "urn:xmpp:blocking";
    internal const string ErrorsNamespace = "urn:xmpp:blocking:errors";
    internal const string ReportingNamespace = "urn:xmpp:reporting:1";

    public string Specification => "XEP-0191 XEP-0377";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace, ReportingNamespace);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "blocklist", Namespace, BlockingRequests.ListAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "block", Namespace, BlockingRequests.BlockAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "unblock", Namespace, BlockingRequests.UnblockAsync);
        registry.Keep(new KeptFlag("blocklist", static s => s.Feature<BlockListInterest>().IsInterested, static s => s.Feature<BlockListInterest>().IsInterested = true));
        registry.Extend(this);
        registry.Command(new AdHocCommand(ReportsCommand.Node, "List the reports of abuse", registry.Server.IsAdmin, new ReportsCommand(registry.Server).Ask));
    }

    public ValueTask BoundAsync(Account account, ClientSession session) => BlockedJids.LoadAsync(account);

    public ValueTask RestoredAsync(Account account, ClientSession session) => BlockedJids.LoadAsync(account);

    public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
        => BlockedJids.IsLoaded(account) ? new(Outgoing(account, session, stanza)) : LoadedOutgoingAsync(account, session, stanza);

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
        => BlockedJids.IsLoaded(account) ? new(Incoming(account, stanza)) : LoadedIncomingAsync(account, stanza);

    private static async ValueTask<Stanza?> LoadedOutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        await BlockedJids.LoadAsync(account).ConfigureAwait(false);
        return Outgoing(account, session, stanza);
    }

    private static async ValueTask<Stanza?> LoadedIncomingAsync(Account account, Stanza stanza)
    {
        await BlockedJids.LoadAsync(account).ConfigureAwait(false);
        return Incoming(account, stanza);
    }

    private static Stanza? Outgoing(Account account, ClientSession session, Stanza stanza)
    {
        if (!account.Blocks(stanza.To)) return stanza;
        var error = new StanzaError(StanzaErrorType.Cancel, StanzaErrorCondition.NotAcceptable) { Application = new Element("blocked", ErrorsNamespace) };
        Stanza? reply = stanza switch
        {
            Iq { IsRequest: true } iq => iq.ToError(error),
            Message { IsError: false } message => message.ToError(error),
            Presence { IsError: false } presence => presence.ToError(error),
            _ => null,
        };
        if (reply is not null) account.SendTo(session, reply);
        return null;
    }

    private static Stanza? Incoming(Account account, Stanza stanza)
    {
        if (!account.Blocks(stanza.From)) return stanza;
        // As if nobody were there; presence is not even answered with an error (§3.3).
        if (stanza is not Presence) account.Server.Router.Bounce(stanza, StanzaError.ServiceUnavailable());
        return null;
    }
}
