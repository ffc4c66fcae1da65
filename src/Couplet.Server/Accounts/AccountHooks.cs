using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Sessions;

namespace Couplet.Server.Accounts;

/// <summary>
/// The extensions that take part in what is sent, by direction and kind of stanza, in catalogue order. An extension that leaves a method of
/// <see cref="IAccountExtension"/> as it is has nothing to say there and is not asked: most have a say in one of them at most.
/// </summary>
internal sealed class AccountHooks
{
    private readonly Hooks _outgoing = new();
    private readonly Hooks _incoming = new();

    /// <summary>Adds an extension. Before the server listens.</summary>
    internal void Add(IAccountExtension extension)
    {
        var map = extension.GetType().GetInterfaceMap(typeof(IAccountExtension));
        for (var i = 0; i < map.InterfaceMethods.Length; i++)
        {
            if (map.TargetMethods[i].DeclaringType == typeof(IAccountExtension)) continue;
            if (map.InterfaceMethods[i].Name == nameof(IAccountExtension.OutgoingAsync)) _outgoing.Add(extension);
            else if (map.InterfaceMethods[i].Name == nameof(IAccountExtension.IncomingAsync)) _incoming.Add(extension);
        }
    }

    /// <summary>Shows those whom it concerns what a session sends.</summary>
    /// <returns>What goes on; null for nothing.</returns>
    internal ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        var hooks = _outgoing.Of(stanza);
        // Nearly always there is nothing to wait for: then there is no state machine either.
        for (var i = 0; i < hooks.Length; i++)
        {
            var asked = hooks[i].OutgoingAsync(account, session, stanza);
            if (!asked.IsCompletedSuccessfully) return OutgoingRestAsync(asked, hooks, i + 1, account, session);
            if (asked.Result is not { } next) return default;
            stanza = next;
        }
        return new(stanza);
    }

    /// <summary>Shows those whom it concerns what has arrived.</summary>
    /// <returns>What goes on to delivery; null for nothing.</returns>
    internal ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        var hooks = _incoming.Of(stanza);
        for (var i = 0; i < hooks.Length; i++)
        {
            var asked = hooks[i].IncomingAsync(account, stanza);
            if (!asked.IsCompletedSuccessfully) return IncomingRestAsync(asked, hooks, i + 1, account);
            if (asked.Result is not { } next) return default;
            stanza = next;
        }
        return new(stanza);
    }

    private static async ValueTask<Stanza?> OutgoingRestAsync(
        ValueTask<Stanza?> asked, ImmutableArray<IAccountExtension> hooks, int at, Account account, ClientSession session)
    {
        var stanza = await asked.ConfigureAwait(false);
        for (; stanza is not null && at < hooks.Length; at++)
            stanza = await hooks[at].OutgoingAsync(account, session, stanza).ConfigureAwait(false);
        return stanza;
    }

    private static async ValueTask<Stanza?> IncomingRestAsync(
        ValueTask<Stanza?> asked, ImmutableArray<IAccountExtension> hooks, int at, Account account)
    {
        var stanza = await asked.ConfigureAwait(false);
        for (; stanza is not null && at < hooks.Length; at++)
            stanza = await hooks[at].IncomingAsync(account, stanza).ConfigureAwait(false);
        return stanza;
    }

    /// <summary>Those of one direction, by kind.</summary>
    private sealed class Hooks
    {
        private ImmutableArray<IAccountExtension> _messages = [];
        private ImmutableArray<IAccountExtension> _presences = [];
        private ImmutableArray<IAccountExtension> _iqs = [];

        internal void Add(IAccountExtension extension)
        {
            if (extension.Concerns.HasFlag(StanzaKinds.Messages)) _messages = _messages.Add(extension);
            if (extension.Concerns.HasFlag(StanzaKinds.Presences)) _presences = _presences.Add(extension);
            if (extension.Concerns.HasFlag(StanzaKinds.Iqs)) _iqs = _iqs.Add(extension);
        }

        internal ImmutableArray<IAccountExtension> Of(Stanza stanza) => stanza switch
        {
            Message => _messages,
            Presence => _presences,
            _ => _iqs,
        };
    }
}
