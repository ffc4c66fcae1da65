using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A message to the room that is not for the group: invitations, refusals, requests and their approval.</summary>
internal static class RoomMessages
{
    internal static void Decide(RoomTurn turn, Message message)
    {
        if (message.Child("x", MucNamespaces.User) is { } x)
        {
            if (x.Child("decline") is { } decline)
            {
                Inviting.Decline(turn, message, decline);
                return;
            }
            if (x.Child("invite") is not null)
            {
                Inviting.Decide(turn, message, [.. x.Elements("invite")]);
                return;
            }
        }
        if (DataForm.TryParse(message.Child("x", DataForm.Namespace), out var form) && form.Type is DataFormType.Submit or DataFormType.Cancel)
        {
            switch (form.FormType)
            {
                case MucNamespaces.RequestForm:
                    VoiceRequests.Decide(turn, message, form);
                    return;
                case MucNamespaces.RegisterForm:
                    RegistrationApproval.Decide(turn, message, form);
                    return;
            }
        }
        turn.Refuse(message, StanzaError.BadRequest("A message to the room is of type groupchat."));
    }
}
