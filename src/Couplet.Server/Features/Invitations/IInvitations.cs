using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Invitations;

/// <summary>The tokens with which people are invited (XEP-0401), as registration sees them.</summary>
public interface IInvitations
{
    /// <summary>The token that was accepted on a stream before registration (XEP-0445 §4), or null.</summary>
    string? TokenOf(IUnauthenticatedStream stream);

    /// <summary>Whether a name is kept for the one who has an invitation to it.</summary>
    /// <param name="local">The canonical localpart.</param>
    /// <param name="token">The token of the one who asks, for whom the name is not kept from; null for none.</param>
    ValueTask<bool> IsReservedAsync(string local, string? token);

    /// <summary>
    /// Uses a token up, for an account that was registered with it, and makes the two contacts of each other where the invitation says so.
    /// A token that expired after it was accepted on the stream still counts (XEP-0445 §4).
    /// </summary>
    /// <returns>False when there is no such invitation (any more), or it is for another name; nothing was done then.</returns>
    ValueTask<bool> TryConsumeAsync(string token, Jid account);
}
