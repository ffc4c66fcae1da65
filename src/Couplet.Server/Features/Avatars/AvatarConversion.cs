using Couplet.Server.Accounts;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.VCard;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Avatars;

/// <summary>XEP-0398: an avatar published one way can be had the other way too.</summary>
internal sealed class AvatarConversion(PersonalNodes nodes) : INodeObserver
{
    /// <summary>From the nodes to the vCard, in the same commit.</summary>
    public async ValueTask<IEnumerable<DocumentWrite>> WritesAsync(Account account, NodeChange change, PubSubState after)
    {
        if (change.Node != AvatarNodes.Metadata || !AvatarNodes.IsPublic(after)) return [];
        var image = AvatarNodes.Find(after);
        var card = await VCardFeature.LoadAsync(account).ConfigureAwait(false);
        if (VCardPhoto.Find(card)?.Id == image?.Id) return [];
        return [VCardPhoto.Write(account, VCardPhoto.With(card, image))];
    }

    public async ValueTask ChangedAsync(Account account, NodeChange change)
    {
        if (change.Node == AvatarNodes.Metadata) await RefreshAsync(account).ConfigureAwait(false);
    }

    /// <summary>From the vCard, as it is stored, to the nodes.</summary>
    internal async ValueTask CardChangedAsync(Account account)
    {
        var image = VCardPhoto.Find(await VCardFeature.LoadAsync(account).ConfigureAwait(false));
        var state = await nodes.StateAsync(account).ConfigureAwait(false);
        if (image is not null && AvatarNodes.Find(state)?.Id != image.Id)
        {
            // The owner's options stand where the nodes are there already.
            await nodes.PublishAsync(account, AvatarNodes.Data, image.Id, AvatarNodes.DataOf(image), state.Find(AvatarNodes.Data) is null ? NodeOptions.Public : null).ConfigureAwait(false);
            await nodes.PublishAsync(account, AvatarNodes.Metadata, image.Id, AvatarNodes.MetadataOf(image),
                state.Find(AvatarNodes.Metadata) is null ? NodeOptions.Public : null).ConfigureAwait(false);
        }
        else if (image is null && AvatarNodes.IsPublic(state) && AvatarNodes.Find(state) is { } old)
        {
            await nodes.PublishAsync(account, AvatarNodes.Metadata, old.Id, AvatarNodes.MetadataOf(null)).ConfigureAwait(false);
        }
        await RefreshAsync(account).ConfigureAwait(false);
    }

    /// <summary>The hash of the photo in the vCard; null where there is none.</summary>
    internal static async ValueTask<string?> HashAsync(Account account)
    {
        var own = account.Feature<AvatarState>();
        if (!own.IsKnown)
        {
            own.Hash = VCardPhoto.Find(await VCardFeature.LoadAsync(account).ConfigureAwait(false))?.Id;
            own.IsKnown = true;
        }
        return own.Hash;
    }

    /// <summary>Contacts learn of another photo by the hash in presence, so presence is broadcast anew.</summary>
    private static async ValueTask RefreshAsync(Account account)
    {
        var own = account.Feature<AvatarState>();
        var before = own.IsKnown ? own.Hash : null;
        own.IsKnown = false;
        var after = await HashAsync(account).ConfigureAwait(false);
        if (after == before) return;
        foreach (var session in account.Sessions)
        {
            if (session.Presence is not { } presence) continue;
            if (after is null) presence = AvatarFeature.WithoutHash(presence, before!);
            await AccountOutgoing.BroadcastAsync(account, session, presence).ConfigureAwait(false);
        }
    }
}

/// <summary>What an account has in memory of its photo.</summary>
internal sealed class AvatarState
{
    internal bool IsKnown { get; set; }

    internal string? Hash { get; set; }
}
