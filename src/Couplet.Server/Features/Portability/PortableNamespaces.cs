namespace Couplet.Server.Features.Portability;

/// <summary>The namespaces of the portable format (XEP-0227) that no live feature has.</summary>
internal static class PortableNamespaces
{
    internal const string Data = "urn:xmpp:pie:0";
    internal const string Scram = "urn:xmpp:pie:0#scram";
    internal const string Archive = "urn:xmpp:pie:0#mam";
    internal const string Include = "http://www.w3.org/2001/XInclude";

    /// <summary>Privacy lists (XEP-0016): in the file only, where block lists have no other form.</summary>
    internal const string Privacy = "jabber:iq:privacy";

    /// <summary>What the specification has no word for, so that nothing is lost between two servers of our own.</summary>
    internal const string Own = "urn:couplet:portable";
}
