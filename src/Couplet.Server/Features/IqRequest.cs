using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features;

/// <summary>An iq request on its way to a handler.</summary>
/// <param name="Iq">The stanza; both addresses are set.</param>
/// <param name="Payload">Its one child element.</param>
/// <param name="Account">The account addressed, in whose mailbox the handler runs; null for the server itself.</param>
/// <param name="Session">The local session that sent it, where the sender is the account itself; else null.</param>
public sealed record IqRequest(Iq Iq, Element Payload, Account? Account, ClientSession? Session)
{
    /// <summary>Who asks.</summary>
    public Jid From => Iq.From;

    /// <summary>Whether this is a set.</summary>
    public bool IsSet => Iq.Type == IqType.Set;

    /// <summary>Whether the account addressed is the one that asks.</summary>
    public bool IsOwner => Account is not null && Iq.From.Bare == Account.Jid;
}

/// <summary>Answers an iq request.</summary>
public delegate ValueTask<IqReply> IqHandler(IqRequest request);
