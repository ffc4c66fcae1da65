using System.Globalization;
using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.Push;

/// <summary>A notification (XEP-0357 §6): a publication to the push service, in the account's name.</summary>
internal static class PushNotification
{
    private const string Summary = "urn:xmpp:push:summary";

    internal static Iq Of(Account account, PushTarget target, Message message, int count)
    {
        var form = DataForm.Build(DataFormType.Submit, Summary).Value("message-count", count.ToString(CultureInfo.InvariantCulture));
        if (account.Server.Options.Push.Content)
        {
            var shown = PushFeature.ForwardedMention(message) ?? message;
            form.Value("last-message-sender", shown.From.ToString());
            if (shown.Body is { } body) form.Value("last-message-body", body);
        }
        var id = RandomNumberGenerator.GetHexString(20, lowercase: true);
        return new Iq(new StanzaHeader(account.Jid, Jid.Parse(target.Service), id), IqType.Set, new Element("pubsub", PubSubNamespaces.Main,
            new Element("publish", PubSubNamespaces.Main, target.Node is null ? null : new XmlAttr("node", target.Node),
                new Element("item", PubSubNamespaces.Main, new Element("notification", PushFeature.Namespace, form.ToElement()))),
            target.Options is null ? null : new Element("publish-options", PubSubNamespaces.Main, XmlFragment.ParseElement(target.Options))));
    }
}
