namespace Couplet.Server.Features.Rooms;

/// <summary>The namespaces and well-known names of XEP-0045, and of the small extensions that only rooms write.</summary>
internal static class MucNamespaces
{
    internal const string Muc = "http://jabber.org/protocol/muc";
    internal const string User = "http://jabber.org/protocol/muc#user";
    internal const string Admin = "http://jabber.org/protocol/muc#admin";
    internal const string Owner = "http://jabber.org/protocol/muc#owner";

    internal const string RoomConfigForm = "http://jabber.org/protocol/muc#roomconfig";
    internal const string RoomInfoForm = "http://jabber.org/protocol/muc#roominfo";
    internal const string RequestForm = "http://jabber.org/protocol/muc#request";
    internal const string RegisterForm = "http://jabber.org/protocol/muc#register";

    internal const string StableId = "http://jabber.org/protocol/muc#stable_id";
    internal const string SelfPingOptimization = "http://jabber.org/protocol/muc#self-ping-optimization";
    internal const string TrafficNode = "http://jabber.org/protocol/muc#traffic";
    internal const string ReservedNickNode = "x-roomuser-item";

    /// <summary>XEP-0421.</summary>
    internal const string OccupantId = "urn:xmpp:occupant-id:0";
}
