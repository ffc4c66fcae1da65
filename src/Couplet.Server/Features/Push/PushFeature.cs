using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Push;

/// <summary>
/// XEP-0357: who is not online is notified of messages through a push service. Must be asked about messages that could not be delivered
/// before they are stored for later.
/// </summary>
internal sealed class PushFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "urn:xmpp:push:0";

    /// <summary>Targets of one account.</summary>
    internal const int MaxTargets = 20;

    private const int MaxOptions = 4_096;

    public string Specification => "XEP-0357";

    public StanzaKinds Concerns => StanzaKinds.Messages | StanzaKinds.Iqs;

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Account, Namespace);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "enable", Namespace, EnableAsync);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "disable", Namespace, DisableAsync);
        registry.Extend(this);
    }

    public ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        if (presence.Type == PresenceType.Available) account.Feature<PushTargets>().Waiting = 0;
        return default;
    }

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza) => stanza switch
    {
        Iq { IsRequest: false, To.IsBare: true } iq => AfterAsync(AnsweredAsync(account, iq), stanza),
        Message message when IsReachedByDetachedAlone(account, message) => AfterAsync(NotifyAsync(account, message), stanza),
        _ => new(stanza),
    };

    private static async ValueTask<Stanza?> AfterAsync(ValueTask done, Stanza stanza)
    {
        await done.ConfigureAwait(false);
        return stanza;
    }

    public async ValueTask<bool> UndeliveredAsync(Account account, Message message)
    {
        await NotifyAsync(account, message).ConfigureAwait(false);
        return false;
    }

    /// <summary>Whether somebody should be told of a message: it has a text, readable or not, or is a call.</summary>
    internal static bool IsWorthwhile(Message message) => ForwardedMention(message) is not null || IsReadable(message);

    /// <summary>The message that a room has forwarded to a member who is away, because it mentions that one (XEP-0452); or null.</summary>
    internal static Message? ForwardedMention(Message message)
        => message.Child("mentions", Mentions.Notification)?.Child("forwarded", ArchiveProtocol.Forward)?.Child("message", Stanza.ClientNamespace) is { } inner
            // §4: nobody but the room speaks for its occupants.
            && Stanza.TryRead(inner, out var stanza, out _) && stanza is Message said && said.From.Bare == message.From.Bare && IsReadable(said) ? said : null;

    private static bool IsReadable(Message message) => message.Type is MessageType.Chat or MessageType.Normal or MessageType.Groupchat
        && message.Elements().Any(e => e.Name is "encrypted" or "propose" || (e.Is("body", Stanza.ClientNamespace) && e.Text.Length > 0));

    // A session whose connection is lost takes the message, but nobody sees it.
    private static bool IsReachedByDetachedAlone(Account account, Message message)
    {
        if (message.To.IsFull && account.FindSession(message.To.Resource) is { } addressed) return addressed.IsDetached;
        var any = false;
        foreach (var session in account.Sessions)
        {
            if (!session.IsAvailable || session.Priority < 0) continue;
            if (!session.IsDetached) return false;
            any = true;
        }
        return any;
    }

    /// <summary>Tells all push services of the account.</summary>
    internal static async ValueTask NotifyAsync(Account account, Message message)
    {
        if (!IsWorthwhile(message) || account.Blocks(message.From)) return;
        var targets = await PushTargets.OfAsync(account).ConfigureAwait(false);
        if (targets.All.Count == 0) return;
        targets.Waiting++;
        foreach (var target in targets.All)
        {
            var iq = PushNotification.Of(account, target, message, targets.Waiting);
            targets.Sent(iq.Id!, target);
            account.Send(iq);
        }
    }

    // §6.1: an error disables the target, unless the service asks to wait.
    private static async ValueTask AnsweredAsync(Account account, Iq iq)
    {
        var targets = account.Feature<PushTargets>();
        if (targets.Answered(iq.Id) is not { } target || target.Service != iq.From.ToString() || iq.Error is not { Type: not StanzaErrorType.Wait }) return;
        await targets.RemoveAsync(account, t => t.Key == target.Key).ConfigureAwait(false);
    }

    private static async ValueTask<IqReply> EnableAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (!Jid.TryParse(request.Payload["jid"], out var service)) return StanzaError.JidMalformed();
        var options = request.Payload.Child("x", DataForm.Namespace);
        if (options is not null && (!DataForm.TryParse(options, out _) || options.ToString().Length > MaxOptions)) return StanzaError.BadRequest("The options cannot be read.");
        var targets = await PushTargets.OfAsync(request.Account!).ConfigureAwait(false);
        var target = new PushTarget(service.ToString(), request.Payload["node"], options?.ToString());
        if (targets.All.Count >= MaxTargets && targets.All.All(t => t.Key != target.Key)) return StanzaError.ResourceConstraint("There are too many push services.");
        await targets.SaveAsync(request.Account!, target).ConfigureAwait(false);
        return IqReply.Ok;
    }

    private static async ValueTask<IqReply> DisableAsync(IqRequest request)
    {
        if (!request.IsOwner) return StanzaError.Forbidden();
        if (!Jid.TryParse(request.Payload["jid"], out var service)) return StanzaError.JidMalformed();
        var targets = await PushTargets.OfAsync(request.Account!).ConfigureAwait(false);
        var node = request.Payload["node"];
        await targets.RemoveAsync(request.Account!, t => t.Service == service.ToString() && (node is null || t.Node == node)).ConfigureAwait(false);
        return IqReply.Ok;
    }
}
