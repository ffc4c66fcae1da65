using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Carbons;

/// <summary>Which messages are copied (XEP-0280 §6.1).</summary>
internal static class CarbonRules
{
    internal static bool IsEligible(Message message)
    {
        if (message.Type is MessageType.Groupchat or MessageType.Headline or MessageType.Error) return false;
        if (message.Child("private", CarbonsFeature.Namespace) is not null || message.HasHint("no-copy")) return false;
        return message.Type == MessageType.Chat || message.HasBody() || message.HasConversation() || message.IsChatStateOnly() || message.IsMediatedInvitation();
    }
}
