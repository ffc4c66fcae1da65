using Couplet.Server.Features.AccountArchive;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Administration;
using Couplet.Server.Features.Avatars;
using Couplet.Server.Features.Blocking;
using Couplet.Server.Features.Bookmarks;
using Couplet.Server.Features.Bosh;
using Couplet.Server.Features.Caps;
using Couplet.Server.Features.Carbons;
using Couplet.Server.Features.ClientState;
using Couplet.Server.Features.Components;
using Couplet.Server.Features.Contact;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.DisplayedSync;
using Couplet.Server.Features.ExternalServices;
using Couplet.Server.Features.Guests;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.HostMeta;
using Couplet.Server.Features.Invitations;
using Couplet.Server.Features.LastActivity;
using Couplet.Server.Features.Offline;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.PresenceExchange;
using Couplet.Server.Features.PrivateXml;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.Registration;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.ServerInfo;
using Couplet.Server.Features.Session;
using Couplet.Server.Features.Subscriptions;
using Couplet.Server.Features.Time;
using Couplet.Server.Features.VCard;
using Couplet.Server.Features.VCard4;
using Couplet.Server.Features.Push;
using Couplet.Server.Features.StreamLimits;
using Couplet.Server.Features.Upload;
using Couplet.Server.Features.Version;
using System.Collections.Immutable;

namespace Couplet.Server.Features;

/// <summary>Every extension, one line each. The order is the order in which they see an account's stanzas.</summary>
public static class FeatureCatalog
{
    /// <summary>The extensions, made anew for each server: they may hold state.</summary>
    public static ImmutableArray<IFeature> Create() =>
    [
        new DiscoFeature(),
        new CapsFeature(),
        new SessionFeature(),
        new PingFeature(),
        new VersionFeature(),
        new TimeFeature(),
        new ContactFeature(),
        new GuestsFeature(),
        new BlockingFeature(),
        new DisplayedSyncFeature(),
        new AccountArchiveFeature(),
        new CarbonsFeature(),
        new ClientStateFeature(),
        new RosterFeature(),
        new InvitationsFeature(),
        new PushFeature(),
        new PresenceFeature(),
        new SubscriptionFeature(),
        new LastActivityFeature(),
        new PrivateXmlFeature(),
        new VCardFeature(),
        new HintsFeature(),
        new OfflineFeature(),
        new RegistrationFeature(),
        new AdHocCommandsFeature(),
        new AdministrationFeature(),
        new RoomsFeature(),
        new PubSubFeature(),
        new PersonalEventingFeature(),
        new ServerInfoFeature(),
        new AvatarFeature(),
        new VCard4Feature(),
        new BookmarkFeature(),
        new ComponentsFeature(),
        new UploadFeature(),
        new ExternalServicesFeature(),
        new StreamLimitsFeature(),
        new HostMetaFeature(),
        new BoshFeature(),
    ];
}
