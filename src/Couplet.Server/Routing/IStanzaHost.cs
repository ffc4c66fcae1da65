using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Routing;

/// <summary>A domain served here: the accounts, the rooms, a component.</summary>
public interface IStanzaHost
{
    /// <summary>The domainpart, canonical.</summary>
    string Domain { get; }

    /// <summary>Takes a stanza addressed to this domain, to be handled or answered; both addresses are set.</summary>
    void Post(Stanza stanza, Handled handled);
}
