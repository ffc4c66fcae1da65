using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.VCard;

/// <summary>XEP-0054: a card that everybody may read and its owner may write.</summary>
internal sealed class VCardFeature : IFeature
{
    internal const string Kind = "vcard";

    /// <summary>The largest card, in bytes; most of one is its picture.</summary>
    private const int MaxBytes = 196_608;

    public string Specification => "XEP-0054";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server | DiscoTarget.Account, ForeignNamespaces.VCard);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "vCard", ForeignNamespaces.VCard, GetAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "vCard", ForeignNamespaces.VCard, SetAsync);
    }

    /// <summary>An account's card, or null.</summary>
    internal static async ValueTask<Element?> LoadAsync(Account account)
        => await account.Server.Storage.Documents.GetAsync(account.Jid.ToString(), Kind, "").ConfigureAwait(false) is { } xml
            ? XmlFragment.ParseElement(Encoding.UTF8.GetString(xml.Span)) : null;

    /// <summary>Keeps a card.</summary>
    /// <returns>False when it is too large.</returns>
    internal static async ValueTask<bool> TrySaveAsync(Account account, Element card)
    {
        var xml = Encoding.UTF8.GetBytes(card.ToString());
        if (xml.Length > MaxBytes) return false;
        await account.Server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), Kind, "", xml) }).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<IqReply> GetAsync(IqRequest request)
    {
        if (await LoadAsync(request.Account!).ConfigureAwait(false) is { } card) return card;
        // To others an account without a card looks like one that does not exist (§3.3).
        return request.IsOwner ? new Element("vCard", ForeignNamespaces.VCard) : StanzaError.ServiceUnavailable();
    }

    private static async ValueTask<IqReply> SetAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        return await TrySaveAsync(request.Account!, request.Payload).ConfigureAwait(false) ? IqReply.Ok : StanzaError.NotAcceptable("The card is too large.");
    }
}
