using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Hints;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Offline;

/// <summary>XEP-0160: messages wait for a client that takes them.</summary>
internal sealed class OfflineFeature : IFeature, IAccountExtension
{
    public string Specification => "XEP-0160 XEP-0203";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, "msgoffline", ArchiveAnswer.DelayNamespace);
        registry.Extend(this);
    }

    public async ValueTask<bool> UndeliveredAsync(Account account, Message message)
    {
        if (message.IsChatStateOnly()) return true; // out of date before anybody reads it, and no news for the sender either
        if (message.Type is not (MessageType.Chat or MessageType.Normal) || message.HasHint("no-store") || message.IsFromOccupant()) return false;
        var delay = new Element("delay", ArchiveAnswer.DelayNamespace,
            new XmlAttr("from", account.Jid.Domain), new XmlAttr("stamp", ArchiveAnswer.Stamp(account.Server.Time.GetUtcNow())));
        var stamped = message.WithContent(message.Content.Add(delay));
        return await (await OfflineMessages.OfAsync(account).ConfigureAwait(false)).TryStoreAsync(account, stamped).ConfigureAwait(false);
    }

    public async ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        var takes = presence.Type == PresenceType.Available && presence.Priority >= 0;
        if (!takes || (session.IsAvailable && session.Priority >= 0)) return;
        var messages = await OfflineMessages.OfAsync(account).ConfigureAwait(false);
        await messages.DeliverAsync(account, message => session.Deliver(EncodedStanza.Of(message), message.To)).ConfigureAwait(false);
    }
}
