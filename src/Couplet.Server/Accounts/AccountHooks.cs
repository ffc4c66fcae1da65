using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Sessions;

namespace Couplet.Server.Accounts;

/// <summary>
/// The extensions that take part in what is sent, by direction, in catalogue order. An extension that leaves a method of
/// <see cref="IAccountExtension"/> as it is has nothing to say there and is not asked: most have a say in one of them at most.
/// </summary>
internal sealed class AccountHooks
{
    private ImmutableArray<IAccountExtension> _outgoing = [];
    private ImmutableArray<IAccountExtension> _incoming = [];

    /// <summary>Adds an extension. Before the server listens.</summary>
    internal void Add(IAccountExtension extension)
    {
        var map = extension.GetType().GetInterfaceMap(typeof(IAccountExtension));
        for (var i = 0; i < map.InterfaceMethods.Length; i++)
        {
            if (map.TargetMethods[i].DeclaringType == typeof(IAccountExtension)) continue;
            if (map.InterfaceMethods[i].Name == nameof(IAccountExtension.OutgoingAsync)) _outgoing = _outgoing.Add(extension);
            else if (map.InterfaceMethods[i].Name == nameof(IAccountExtension.IncomingAsync)) _incoming = _incoming.Add(extension);
        }
    }

    /// <summary>Shows all of them what a session sends.</summary>
    /// <returns>What goes on; null for nothing.</returns>
    internal ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        // Nearly always there is nothing to wait for: then there is no state machine either.
        for (var i = 0; i < _outgoing.Length; i++)
        {
            var asked = _outgoing[i].OutgoingAsync(account, session, stanza);
            if (!asked.IsCompletedSuccessfully) return OutgoingRestAsync(asked, i + 1, account, session);
            if (asked.Result is not { } next) return default;
            stanza = next;
        }
        return new(stanza);
    }

    /// <summary>Shows all of them what has arrived.</summary>
    /// <returns>What goes on to delivery; null for nothing.</returns>
    internal ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        for (var i = 0; i < _incoming.Length; i++)
        {
            var asked = _incoming[i].IncomingAsync(account, stanza);
            if (!asked.IsCompletedSuccessfully) return IncomingRestAsync(asked, i + 1, account);
            if (asked.Result is not { } next) return default;
            stanza = next;
        }
        return new(stanza);
    }

    private async ValueTask<Stanza?> OutgoingRestAsync(ValueTask<Stanza?> asked, int at, Account account, ClientSession session)
    {
        var stanza = await asked.ConfigureAwait(false);
        for (; stanza is not null && at < _outgoing.Length; at++)
            stanza = await _outgoing[at].OutgoingAsync(account, session, stanza).ConfigureAwait(false);
        return stanza;
    }

    private async ValueTask<Stanza?> IncomingRestAsync(ValueTask<Stanza?> asked, int at, Account account)
    {
        var stanza = await asked.ConfigureAwait(false);
        for (; stanza is not null && at < _incoming.Length; at++)
            stanza = await _incoming[at].IncomingAsync(account, stanza).ConfigureAwait(false);
        return stanza;
    }
}
