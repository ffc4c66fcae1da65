using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Carbons;

/// <summary>Which messages are copied (XEP-0280 §6.1). Errors are, where what they answer was: <see cref="CarbonMemory"/>.</summary>
internal static class CarbonRules
{
    internal static bool IsEligible(Message message)
    {
        if (message.Type is MessageType.Groupchat or MessageType.Error) return false;
        if (message.Child("private", CarbonsFeature.Namespace) is not null || message.HasHint("no-copy")) return false;
        if (message.Type == MessageType.Chat || message.HasConversation() || HasChatState(message) || message.IsMediatedInvitation()) return true;
        return message.Type == MessageType.Normal && message.HasBody();
    }

    private static bool HasChatState(Message message)
    {
        foreach (var node in message.Content)
            if (node is Element { Namespace: MessageTraits.ChatStates }) return true;
        return false;
    }
}
