using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Bookmarks;

/// <summary>XEP-0402: bookmarks as items of a node, and the same for clients that know the older ways (XEP-0048, XEP-0411).</summary>
internal sealed class BookmarkFeature : IFeature, IAccountExtension
{
    internal const string CompatibilityNamespace = BookmarkList.Namespace + "#compat";
    internal const string NodeCompatibilityNamespace = BookmarkList.Namespace + "#compat-pep";
    internal const string ConversionNamespace = "urn:xmpp:bookmarks-conversion:0";

    private BookmarkConversion _conversion = null!;

    public string Specification => "XEP-0402 XEP-0048 XEP-0411";

    public StanzaKinds Concerns => StanzaKinds.Iqs;

    public void Register(FeatureRegistry registry)
    {
        _conversion = new BookmarkConversion(registry.PersonalNodes);
        registry.PersonalNodes.Observe(_conversion);
        registry.Advertise(DiscoTarget.Account, CompatibilityNamespace, NodeCompatibilityNamespace, ConversionNamespace);
        registry.Extend(this);
    }

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        // Whoever keeps private XML answers the request; what it has kept is looked at afterwards.
        if (stanza is Iq { Type: IqType.Set, To.IsBare: true } iq && iq.From.Bare == account.Jid && iq.FirstChild?.Child("storage", BookmarkList.ListNamespace) is not null)
            account.Post(new Work(null, Signal: new AccountTask(_conversion.PrivateChangedAsync)));
        return new(stanza);
    }
}
