using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.AccountArchive;

/// <summary>
/// XEP-0313 for accounts: a message is in the archive before it is delivered, and its receiver learns the archive's id of it (XEP-0359).
/// </summary>
internal sealed class AccountArchiveFeature : IFeature, IAccountExtension
{
    private RetentionSweep? _retention;

    public string Specification => "XEP-0313 XEP-0359 XEP-0431 XEP-0441";

    public StanzaKinds Concerns => StanzaKinds.Messages;

    public void Register(FeatureRegistry registry)
    {
        // The account is where to look (§8). Some clients, profanity 0.13 among them, look at the server only.
        registry.Advertise(DiscoTarget.Server, ArchiveProtocol.Namespace);
        registry.Advertise(DiscoTarget.Account, ArchiveProtocol.Namespace, ArchiveProtocol.Extended, ArchiveProtocol.FullText, ForeignNamespaces.StanzaId);
        ArchiveRequests.Register(registry);
        registry.Extend(this);
        var server = registry.Server;
        _retention = new RetentionSweep(server, ArchiveLog.Prefix, () => RetentionSweep.Of(
            server.Time.GetUtcNow(), server.Options.Archive.RetentionDays, server.Options.Archive.KeepMessages, server.Options.Archive.KeepBytes, null));
    }

    public ValueTask StartAsync(CancellationToken cancellation)
    {
        _retention!.Start();
        return default;
    }

    public ValueTask StopAsync() => _retention!.StopAsync();

    public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        if (stanza is not Message message) return new(stanza);
        message = WithoutForgedIds(account, message);
        var sent = account.Feature<SentMessage>();
        // What goes to the account itself is archived once, as it arrives.
        var storing = message.To.Bare == account.Jid ? default : StoreAsync(account, message, message.To);
        if (!storing.IsCompletedSuccessfully) return SentAsync(sent, message, storing);
        sent.ArchiveId = storing.Result;
        return new(message);
    }

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Message message || IsArchived(account, message)) return new(stanza);
        message = WithoutForgedIds(account, message);
        var storing = StoreAsync(account, message, message.From);
        return storing.IsCompletedSuccessfully ? new(WithId(account, message, storing.Result)) : StoredAsync(account, message, storing);
    }

    public ValueTask DeletedAsync(Account account) => ArchiveLog.DeleteAsync(account.Server.Storage, account.Jid);

    internal static Element IdElement(Account account, string id)
        => new("stanza-id", ForeignNamespaces.StanzaId, [new XmlAttr("by", account.Jid.ToString()), new XmlAttr("id", id)], []);

    /// <summary>What is worth keeping: conversation, not its accompaniment.</summary>
    internal static bool IsStorable(Message message)
    {
        if (message.Type is not (MessageType.Chat or MessageType.Normal) || message.HasHint("no-store") || message.HasHint("no-permanent-store")) return false;
        if (message.IsMediatedInvitation()) return true;
        // Private messages in a room: their receivers get them from the room, past the account.
        if (message.Child("x", MucNamespaces.User) is not null) return false;
        return message.HasBody() || message.HasConversation() || message.HasHint("store");
    }

    // It was archived when it first came.
    private static bool IsArchived(Account account, Message message) => account.Current.Signal is Returned && HasIdOf(account.Jid.ToString(), message);

    private static bool HasIdOf(string archive, Message message)
        => message.Elements().Any(e => e.Is("stanza-id", ForeignNamespaces.StanzaId) && e["by"] == archive);

    private static Message WithId(Account account, Message message, string? id) => id is null ? message : message.Append(IdElement(account, id));

    private static async ValueTask<Stanza?> SentAsync(SentMessage sent, Message message, ValueTask<string?> storing)
    {
        sent.ArchiveId = await storing.ConfigureAwait(false);
        return message;
    }

    private static async ValueTask<Stanza?> StoredAsync(Account account, Message message, ValueTask<string?> storing)
        => WithId(account, message, await storing.ConfigureAwait(false));

    private static ValueTask<string?> StoreAsync(Account account, Message message, Jid with)
    {
        // Nothing is kept of a guest without a name, nor for an account that was deleted while a session of it was still there.
        if (account.IsPassing || !account.Exists || !IsStorable(message)) return default;
        var log = account.Feature<ArchiveLog>();
        return log.WantsAll ? log.AppendAsync(account, message, with) : StoreWantedAsync(log, account, message, with);
    }

    private static async ValueTask<string?> StoreWantedAsync(ArchiveLog log, Account account, Message message, Jid with)
    {
        var preferences = await log.PreferencesAsync(account).ConfigureAwait(false);
        return await preferences.WantsAsync(account, with).ConfigureAwait(false) ? await log.AppendAsync(account, message, with).ConfigureAwait(false) : null;
    }

    /// <summary>Only the account's own server speaks for the account's archive (XEP-0359 §4).</summary>
    private static Message WithoutForgedIds(Account account, Message message)
        => message.Child("stanza-id", ForeignNamespaces.StanzaId) is null ? message : WithoutIdsOf(account, message);

    private static Message WithoutIdsOf(Account account, Message message)
        => message.Without(child => child.Is("stanza-id", ForeignNamespaces.StanzaId) && Jid.TryParse(child["by"], out var by) && by == account.Jid);
}
