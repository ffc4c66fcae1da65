using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;

namespace Couplet.Server.Features.Hints;

/// <summary>What a message carries, as far as the server must know it to copy, keep or hold it.</summary>
internal static class MessageTraits
{
    /// <summary>XEP-0085.</summary>
    internal const string ChatStates = "http://jabber.org/protocol/chatstates";
    /// <summary>XEP-0184.</summary>
    internal const string Receipts = "urn:xmpp:receipts";
    /// <summary>XEP-0333.</summary>
    internal const string Markers = "urn:xmpp:chat-markers:0";
    /// <summary>XEP-0424.</summary>
    internal const string Retraction = "urn:xmpp:message-retract:1";
    /// <summary>XEP-0444.</summary>
    internal const string Reactions = "urn:xmpp:reactions:0";
    /// <summary>XEP-0249.</summary>
    internal const string DirectInvitation = "jabber:x:conference";
    /// <summary>XEP-0380.</summary>
    internal const string Encryption = "urn:xmpp:eme:0";

    /// <summary>Whether the sender has given this hint (XEP-0334).</summary>
    internal static bool HasHint(this Message message, string hint) => message.Child(hint, ForeignNamespaces.Hints) is not null;

    /// <summary>Whether there is a body, in any language.</summary>
    internal static bool HasBody(this Message message) => message.Child("body", Stanza.ClientNamespace) is not null;

    /// <summary>Whether the message carries nothing but a chat state, with a thread and hints at most.</summary>
    internal static bool IsChatStateOnly(this Message message)
    {
        var hasState = false;
        foreach (var child in message.Elements())
        {
            if (child.Namespace == ChatStates) hasState = true;
            else if (child.Namespace != ForeignNamespaces.Hints && child.Namespace != ForeignNamespaces.StanzaId && !child.Is("thread", Stanza.ClientNamespace)) return false;
        }
        return hasState;
    }

    /// <summary>Whether this is part of a conversation without being text: a receipt, a marker, a reaction, a retraction, an encrypted body.</summary>
    internal static bool HasConversation(this Message message)
    {
        foreach (var node in message.Content)
            if (node is Element { Namespace: Receipts or Markers or Retraction or Reactions or Encryption or DirectInvitation }) return true;
        return false;
    }

    /// <summary>Whether this is an invitation to a room, sent by the room (XEP-0045 §7.8.2).</summary>
    internal static bool IsMediatedInvitation(this Message message)
        => message.Child("x", MucNamespaces.User)?.Elements().Any(static child => child.Name is "invite" or "decline") == true;

    /// <summary>Whether this is a private message of an occupant of a room; the room sends it to each of the account's clients that are in it.</summary>
    internal static bool IsFromOccupant(this Message message)
        => message.From.IsFull && message.Child("x", MucNamespaces.User) is not null && !message.IsMediatedInvitation();

    /// <summary>A copy without the child elements that <paramref name="unwanted"/> selects; the same if there are none.</summary>
    internal static Message Without(this Message message, Func<Element, bool> unwanted)
    {
        // Most messages have nothing of the kind: nothing is allocated for those.
        foreach (var node in message.Content)
            if (node is Element found && unwanted(found)) return Remove(message, unwanted);
        return message;
    }

    private static Message Remove(Message message, Func<Element, bool> unwanted)
        => message.WithContent(message.Content.RemoveAll(node => node is Element child && unwanted(child)));
}
