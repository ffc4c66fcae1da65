using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.AccountArchive;

/// <summary>What an owner asks of the archive (XEP-0313 §4, §5; XEP-0441). Nobody else may.</summary>
internal static class ArchiveRequests
{
    internal static void Register(FeatureRegistry registry)
    {
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", ArchiveProtocol.Namespace,
            static request => request.IsOwner ? IqReply.Result(ArchiveAnswer.Form()) : (IqReply)StanzaError.Forbidden());
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "query", ArchiveProtocol.Namespace, QueryAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "metadata", ArchiveProtocol.Namespace, MetadataAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "prefs", ArchiveProtocol.Namespace, PreferencesAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "prefs", ArchiveProtocol.Namespace, SetPreferencesAsync);
    }

    private static async ValueTask<IqReply> QueryAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (ArchiveRequest.TryRead(request.Payload, out var query) is { } error) return error;
        var account = request.Account!;
        var page = await account.Server.Storage.Archive.QueryAsync(ArchiveLog.StreamOf(account), query!.Query).ConfigureAwait(false);
        if (page.IsItemNotFound) return StanzaError.ItemNotFound();
        foreach (var item in page.Items)
        {
            if (item is not { Type: ArchiveLog.EventType, Archive: { } entry }) continue;
            var result = ArchiveAnswer.Result(account.Jid, request.From, query.QueryId, entry.Id, item.Time, ArchiveLog.Read(item));
            if (request.Session is { } session) account.SendTo(session, result);
            else account.Send(result);
        }
        return ArchiveAnswer.Fin(page);
    }

    private static async ValueTask<IqReply> MetadataAsync(IqRequest request) => request.IsOwner
        ? ArchiveAnswer.Metadata(await request.Account!.Server.Storage.Archive.MetadataAsync(ArchiveLog.StreamOf(request.Account)).ConfigureAwait(false))
        : StanzaError.Forbidden();

    private static async ValueTask<IqReply> PreferencesAsync(IqRequest request) => request.IsOwner
        ? (await request.Account!.Feature<ArchiveLog>().PreferencesAsync(request.Account).ConfigureAwait(false)).ToElement()
        : StanzaError.Forbidden();

    private static async ValueTask<IqReply> SetPreferencesAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (ArchivePreferences.TryRead(request.Payload, out var preferences) is { } error) return error;
        await request.Account!.Feature<ArchiveLog>().SetPreferencesAsync(request.Account, preferences!).ConfigureAwait(false);
        return preferences!.ToElement();
    }
}
