using System.Net;

namespace Couplet.Server.Net.Sockets;

/// <summary>An address whose connections carry XMPP on TCP, so that they go through <see cref="SocketTransport"/> and no other.</summary>
internal sealed class XmppEndPoint(IPAddress address, int port) : IPEndPoint(address, port);
