using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.LastActivity;

/// <summary>XEP-0012: how long the server has been up, and when an account was last seen, for those who may see its presence.</summary>
internal sealed class LastActivityFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "jabber:iq:last";
    private const int MaxStatus = 1_024;

    public string Specification => "XEP-0012";

    public StanzaKinds Concerns => StanzaKinds.Iqs;

    public void Register(FeatureRegistry registry)
    {
        var time = registry.Server.Time;
        var started = time.GetTimestamp();
        registry.Advertise(DiscoTarget.Server | DiscoTarget.Account, Namespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "query", Namespace, _ => IqReply.Result(Query(time.GetElapsedTime(started))));
        registry.HandleIq(DiscoTarget.Account, IqType.Get, "query", Namespace, AnswerAsync);
        registry.Extend(this);
    }

    /// <summary>A question to a resource would tell whether it is there, so strangers are refused before it is delivered (§4).</summary>
    public async ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Iq { Type: IqType.Get, To.IsFull: true } iq || iq.FirstChild?.Is("query", Namespace) != true) return stanza;
        if (await account.Server.Features.MayQueryAsync(new IqRequest(iq, iq.FirstChild, account, null)).ConfigureAwait(false)) return stanza;
        account.Server.Router.Bounce(iq, StanzaError.ServiceUnavailable());
        return null;
    }

    public ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        var parting = account.Feature<Parting>();
        var leaves = presence.Type == PresenceType.Unavailable;
        parting.Status = leaves && presence.ChildText("status") is { Length: <= MaxStatus } status ? status : null;
        parting.Time = leaves ? account.Server.Time.GetUtcNow() : null;
        return default;
    }

    public async ValueTask EndedAsync(Account account, ClientSession session)
    {
        // The account may have been deleted meanwhile; then nothing of it may be left.
        if (account.IsPassing || !account.Sessions.IsEmpty || !await account.Server.AccountStore.ExistsAsync(account.Jid.Local!).ConfigureAwait(false)) return;
        var seen = new LastSeen(account.Server.Time.GetUtcNow(), account.Feature<Parting>().Status);
        await account.Server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), LastSeen.Kind, "", seen.Write()) }).ConfigureAwait(false);
    }

    private static async ValueTask<IqReply> AnswerAsync(IqRequest request)
    {
        var account = request.Account!;
        if (!await account.Server.Features.MayQueryAsync(request).ConfigureAwait(false)) return StanzaError.ServiceUnavailable();
        if (account.Sessions.Any(session => session.IsAvailable)) return Query(TimeSpan.Zero);
        // Unavailable, but still connected: nothing is stored before the last session has ended.
        var parting = account.Feature<Parting>();
        if (!account.Sessions.IsEmpty && parting.Time is { } left) return Query(account.Server.Time.GetUtcNow() - left, parting.Status);
        var stored = await account.Server.Storage.Documents.GetAsync(account.Jid.ToString(), LastSeen.Kind, "").ConfigureAwait(false);
        if (stored is not { } json || LastSeen.Read(json) is not { } seen) return StanzaError.ItemNotFound("The account has never been used.");
        return Query(account.Server.Time.GetUtcNow() - seen.Time, seen.Status);
    }

    private static Element Query(TimeSpan ago, string? status = null) => new("query", Namespace,
        new XmlAttr("seconds", Math.Max(0, (long)ago.TotalSeconds).ToString(CultureInfo.InvariantCulture)), status);
}

/// <summary>The last unavailable presence, while no available one has followed.</summary>
internal sealed class Parting
{
    internal DateTimeOffset? Time { get; set; }

    internal string? Status { get; set; }
}
