using Couplet.Protocol.Stanzas;
using Couplet.Server.Sessions;

namespace Couplet.Server.Routing;

/// <summary>One item of a mailbox.</summary>
/// <param name="Stanza">The stanza; null with a <paramref name="Signal"/>.</param>
/// <param name="Handled">To be completed when the item has been dealt with.</param>
/// <param name="Origin">For an account: the session of its own that sends the stanza; null for stanzas that arrive.</param>
/// <param name="Signal">Something that is no stanza: a session ended, a timer fired.</param>
public readonly record struct Work(Stanza? Stanza, Handled Handled = default, ClientSession? Origin = null, object? Signal = null);
