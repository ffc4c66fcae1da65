using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>What each event looks like to those who may see it.</summary>
internal static class RoomView
{
    /// <summary>Adds what is delivered because of an event, in the order of the wire.</summary>
    internal static void Render(RoomEvent e, RoomState? before, RoomState? after, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (before is null) return; // A room comes into being unseen; its first occupant enters by an event of its own.
        switch (e)
        {
            case OccupantJoined j:
                OccupantView.Joined(j, before, after!, output);
                break;
            case OccupantLeft l:
                OccupantView.Left(l, before, after!, output);
                break;
            case PresenceUpdated p:
                OccupantView.Updated(p, before, after!, output);
                break;
            case NickChanged n:
                NickView.Changed(n, before, after!, output);
                break;
            case RoleChanged r:
                RankView.RoleChanged(r, before, after!, output);
                break;
            case AffiliationChanged a:
                RankView.AffiliationChanged(a, before, after!, output);
                break;
            case ConfigurationChanged:
                ConfigurationView.Changed(before, after!, output);
                break;
            case MessageSent m:
                output.Add(MessageView.Sent(m, after!));
                break;
            case MessageModerated m:
                output.To(after!.Occupants.Audience.All, MessageView.Moderated(m, after));
                break;
            case HatDefined h:
                HatView.ListChanged(before, after!, h.Hat.Uri, output);
                break;
            case HatDestroyed h:
                HatView.ListChanged(before, after!, h.Uri, output);
                break;
            case HatAssigned h:
                HatView.Shown(after!, h.Account, output);
                break;
            case VCardChanged:
                output.To(after!.Occupants.Audience.All, MessageView.Notice(after, MessageType.Groupchat, Showing.Status(104)));
                break;
            case SubjectChanged s:
                output.Add(MessageView.SubjectChanged(s, after!));
                break;
            case Invited i:
                output.Add(InvitationView.Invited(i, after!));
                break;
            case InvitationDeclined d:
                output.Add(InvitationView.Declined(d, after!));
                break;
            case RegistrationRequested r:
                RequestView.Registration(r, after!, output);
                break;
            case ServiceStopped:
                EndView.Stopped(before, output);
                break;
            case RoomDestroyed d:
                EndView.Destroyed(d, before, output);
                break;
        }
    }
}
