using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AccountArchive;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Hints;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Carbons;

/// <summary>XEP-0280: all of an account's clients see both sides of a conversation.</summary>
internal sealed class CarbonsFeature : IFeature, IAccountExtension
{
    internal const string Namespace = "urn:xmpp:carbons:2";

    /// <summary>§6.2: all of §6.1 is kept to.</summary>
    private const string Rules = "urn:xmpp:carbons:rules:0";

    public string Specification => "XEP-0280";

    public StanzaKinds Concerns => StanzaKinds.Messages;

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace, Rules);
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "enable", Namespace, static request => Switch(request, true));
        registry.HandleIq(DiscoTarget.Account, IqType.Set, "disable", Namespace, static request => Switch(request, false));
        registry.Keep(new KeptFlag("carbons", static s => s.Feature<CarbonsState>().IsEnabled, static s => s.Feature<CarbonsState>().IsEnabled = true));
        registry.Extend(this);
    }

    public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        if (stanza is not Message message) return new(stanza);
        message = message.Without(IsForged);
        // What goes to the account itself is copied as it arrives.
        if (message.To.Bare != account.Jid && IsWanted(account) && IsEligible(account, message, message.To)) CopySent(account, session, WithArchiveId(account, message));
        return new(message);
    }

    public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Message message) return new(stanza);
        message = message.Without(IsForged);
        if (!IsWanted(account) || message.IsFromOccupant() || !IsEligible(account, message, message.From)) return new(message);
        CopyReceived(account, message);
        return new(message);
    }

    /// <summary>
    /// Copies a private message to an occupant of a room, which goes to the room past the account's mailbox so that it keeps its place among what
    /// else the session tells the room. Only those of the account's clients see it that are in the room too (§6.1).
    /// </summary>
    internal static void SentPast(ClientSession session, Message message)
    {
        if (session.Account.Sessions.Length < 2 || !CarbonRules.IsEligible(message)) return;
        session.Account.Post(new Work(null, Signal: new AccountTask(account =>
        {
            Copy(account, "sent", message.Without(IsForged), other => other != session && other.IsPresentAt(message.To.Bare));
            return default;
        })));
    }

    private static bool IsEligible(Account account, Message message, Protocol.Addressing.Jid with)
    {
        var memory = account.Feature<CarbonMemory>();
        if (message.IsError) return memory.Answers(message, with);
        if (!CarbonRules.IsEligible(message)) return false;
        memory.Note(message, with);
        return true;
    }

    private static void CopySent(Account account, ClientSession session, Message message) => Copy(account, "sent", message, other => other != session);

    private static Message WithArchiveId(Account account, Message message)
        => account.Feature<SentMessage>().ArchiveId is { } id ? message.Append(AccountArchiveFeature.IdElement(account, id)) : message;

    private static void CopyReceived(Account account, Message message)
    {
        var addressed = message.To.IsFull ? account.FindSession(message.To.Resource) : null;
        Copy(account, "received", message, other => other != addressed && other.Jid != message.From
            && (addressed is not null || !other.IsAvailable || other.Priority < 0));
    }

    // Looked at first: it spares all else for those who have one client, or clients without carbons.
    private static bool IsWanted(Account account)
    {
        foreach (var session in account.Sessions)
            if (session.Feature<CarbonsState>().IsEnabled) return true;
        return false;
    }

    private static IqReply Switch(IqRequest request, bool on)
    {
        if (request.Session is not { } session) return StanzaError.Forbidden();
        session.Feature<CarbonsState>().IsEnabled = on;
        return IqReply.Ok;
    }

    private static void Copy(Account account, string direction, Message message, Func<ClientSession, bool> isRecipient)
    {
        EncodedStanza? copy = null;
        foreach (var session in account.Sessions)
        {
            if (!session.Feature<CarbonsState>().IsEnabled || !isRecipient(session)) continue;
            // Of the same type (§7), written or not as the original has it.
            copy ??= EncodedStanza.Of(message.WithContent([new Element(direction, Namespace, new Element("forwarded", ArchiveProtocol.Forward, message.ToElement()))])
                .WithHeader(new StanzaHeader(account.Jid, default)));
            session.Deliver(copy, session.Jid);
        }
    }

    /// <summary>Only the server itself makes carbons, and those do not come by this way (§11).</summary>
    private static bool IsForged(Element child) => child.Namespace == Namespace && child.Name is ("sent" or "received");
}

/// <summary>Whether a session has asked for carbons.</summary>
internal sealed class CarbonsState
{
    internal bool IsEnabled { get; set; }
}
