namespace Couplet.Server.Sessions;

/// <summary>A feature's switch of a session that a resumption after a restart finds as it was.</summary>
/// <param name="Name">Stored: it may not change.</param>
/// <param name="Read">Whether it is on.</param>
/// <param name="Restore">Turns it on.</param>
public sealed record KeptFlag(string Name, Func<ClientSession, bool> Read, Action<ClientSession> Restore);
