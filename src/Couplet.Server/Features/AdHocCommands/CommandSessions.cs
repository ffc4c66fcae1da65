using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>
/// The commands under way. A session is out of the table while a request of its own is dealt with, so that no stage is run twice. Its id carries
/// a proof of having been given out, so that one that is over can be told from one that never was, without remembering any.
/// </summary>
internal sealed class CommandSessions(TimeProvider time, byte[] secret)
{
    /// <summary>How long a form may take to be filled in.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Sessions of one account; the one used least recently makes room.</summary>
    internal const int PerAccount = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CommandSession> _sessions = new(StringComparer.Ordinal);

    internal CommandSession Begin(AdHocCommand command, Jid owner)
    {
        var random = RandomNumberGenerator.GetHexString(24, lowercase: true);
        return new CommandSession(random + Proof(random, command.Node, owner), command, owner);
    }

    /// <summary>Whether the id was given to this address for this command.</summary>
    internal bool WasGiven(string id, string node, Jid owner)
        => id.Length > 24 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(id[24..]), Encoding.UTF8.GetBytes(Proof(id[..24], node, owner)));

    /// <summary>Takes a session out; null when it is over.</summary>
    internal CommandSession? Take(string id)
    {
        lock (_gate)
        {
            Sweep();
            return _sessions.Remove(id, out var session) ? session : null;
        }
    }

    /// <summary>Puts a session (back) in.</summary>
    internal void Keep(CommandSession session)
    {
        lock (_gate)
        {
            Sweep();
            session.Used = time.GetTimestamp();
            var own = _sessions.Values.Where(s => s.Owner.Bare == session.Owner.Bare).ToList();
            if (own.Count >= PerAccount) _sessions.Remove(own.MinBy(s => s.Used)!.Id);
            _sessions[session.Id] = session;
        }
    }

    private void Sweep()
    {
        foreach (var (id, session) in _sessions)
            if (time.GetElapsedTime(session.Used) > Patience) _sessions.Remove(id);
    }

    private string Proof(string random, string node, Jid owner)
        => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{random}\n{node}\n{owner}")).AsSpan(0, 10));
}
