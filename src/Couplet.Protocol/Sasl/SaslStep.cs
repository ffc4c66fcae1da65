namespace Couplet.Protocol.Sasl;

/// <summary>What a server's mechanism answers.</summary>
public abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>Send this to the client and wait for its response. May be empty.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Data) : SaslStep;

    /// <summary>
    /// Fetch the credentials of this user and go on with <see cref="SaslServer.Continue"/>.
    /// </summary>
    /// <param name="Username">The canonical simple user name: a localpart (RFC 8265 §3.3).</param>
    /// <param name="Hash">The hash function that the credentials must be of; null where any will do (the strongest there are).</param>
    public sealed record NeedCredentials(string Username, ScramHash? Hash) : SaslStep;

    /// <summary>The client is who it claims to be.</summary>
    /// <param name="Authcid">The authenticated simple user name, canonical.</param>
    /// <param name="Authzid">The identity to act as, unverified and not canonical; null where none was asked for. The caller decides whether to grant it.</param>
    /// <param name="Data">Additional data with success; null for none.</param>
    public sealed record Success(string Authcid, string? Authzid, ReadOnlyMemory<byte>? Data = null) : SaslStep;

    /// <summary>Over. The client may try again from the start.</summary>
    /// <param name="Condition">What to tell the client.</param>
    /// <param name="Text">More of it, in English; never tells whether a user exists.</param>
    public sealed record Failure(SaslFailure Condition, string? Text = null) : SaslStep;
}
