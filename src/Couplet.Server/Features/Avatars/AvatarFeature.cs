using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Avatars;

/// <summary>XEP-0084 and XEP-0153 side by side: the photo of the vCard and the avatar's nodes are one, and presence tells of it (XEP-0398).</summary>
internal sealed class AvatarFeature : IFeature, IAccountExtension
{
    internal const string UpdateNamespace = "vcard-temp:x:update";
    internal const string ConversionNamespace = "urn:xmpp:pep-vcard-conversion:0";

    // Known by its identity: what the client itself says is never this one.
    private static readonly Element s_none = new("x", UpdateNamespace, new Element("photo", UpdateNamespace));
    private AvatarConversion _conversion = null!;

    public string Specification => "XEP-0084 XEP-0153 XEP-0398";

    public StanzaKinds Concerns => StanzaKinds.Presences | StanzaKinds.Iqs;

    public void Register(FeatureRegistry registry)
    {
        _conversion = new AvatarConversion(registry.PersonalNodes);
        registry.PersonalNodes.Observe(_conversion);
        registry.Advertise(DiscoTarget.Account, ConversionNamespace);
        registry.Extend(this);
    }

    public async ValueTask<Presence> PreparePresenceAsync(Account account, ClientSession session, Presence presence)
        => WithHash(presence, await AvatarConversion.HashAsync(account).ConfigureAwait(false));

    /// <summary>XEP-0398 §4: directed presence (to rooms) has the hash too.</summary>
    public async ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
        => stanza is Presence { Type: PresenceType.Available } presence
            ? WithHash(presence, await AvatarConversion.HashAsync(account).ConfigureAwait(false)) : stanza;

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        // Whoever keeps vCards answers the request; what it has kept is looked at afterwards.
        if (stanza is Iq { Type: IqType.Set, To.IsBare: true } iq && iq.From.Bare == account.Jid && VCardPhoto.IsCard(iq.FirstChild))
            account.Post(new Work(null, Signal: new AccountTask(_conversion.CardChangedAsync)));
        return new(stanza);
    }

    /// <summary>XEP-0153 §4.1: whoever saw the hash of a photo hears, by an empty <c>photo</c>, that there is none any more.</summary>
    internal static Presence WithoutHash(Presence presence, string hash)
        => presence.Child("x", UpdateNamespace) is { } update && update.Child("photo")?.Text == hash
            ? presence.WithContent(presence.Content.Replace(update, s_none)) : presence;

    /// <summary>Puts the hash into a presence. A client that says it has no photo to show (an empty <c>photo</c>) is left alone.</summary>
    internal static Presence WithHash(Presence presence, string? hash)
    {
        if (hash is null) return presence;
        var update = presence.Child("x", UpdateNamespace);
        if (update?.Child("photo") is { } photo && ((photo.Text.Length == 0 && !ReferenceEquals(update, s_none)) || photo.Text == hash)) return presence;
        var content = update is null ? presence.Content : presence.Content.Remove(update);
        return presence.WithContent(content.Add(new Element("x", UpdateNamespace, new Element("photo", UpdateNamespace, hash))));
    }
}
