namespace Couplet.Server.Features.Rooms;

/// <summary>Namespaces of other specifications that rooms read or write.</summary>
internal static class ForeignNamespaces
{
    /// <summary>XEP-0359.</summary>
    internal const string StanzaId = "urn:xmpp:sid:0";

    /// <summary>XEP-0334.</summary>
    internal const string Hints = "urn:xmpp:hints";

    /// <summary>XEP-0077.</summary>
    internal const string Register = "jabber:iq:register";

    /// <summary>XEP-0054.</summary>
    internal const string VCard = "vcard-temp";
}
