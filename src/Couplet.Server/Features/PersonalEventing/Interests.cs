using System.Collections.Frozen;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Caps;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>Follows which available resources want which notifications, asks clients that are not known, and brings newcomers the last items.</summary>
internal sealed class Interests(CoupletServer server, CapsCache cache)
{
    /// <summary>The most resources of others that one account follows.</summary>
    private const int Most = 5_000;

    /// <summary>The most questions to one resource that wait for an answer: one that changes what it is and never answers is not remembered for ever.</summary>
    private const int MostQuestions = 4;

    /// <summary>Of all questions; other servers ask under this id too, and clients and scripts have come to expect it.</summary>
    private const string QuestionId = "disco";

    /// <summary>A resource has become available, or has said something new.</summary>
    internal async ValueTask SeenAsync(Account account, Presence presence)
    {
        var own = account.Feature<PersonalState>();
        var before = own.Resources.GetValueOrDefault(presence.From);
        if (ClientCaps.Find(presence) is not { } caps)
        {
            own.Resources.Remove(presence.From);
            own.Questions.RemoveAll(q => q.Jid == presence.From);
            return;
        }
        if (before?.Caps == caps || (before is null && own.Resources.Count >= Most)) return;
        var seen = own.Resources[presence.From] = new SeenResource(presence.From, caps);
        await FollowAsync(account, seen, before?.Nodes).ConfigureAwait(false);
    }

    /// <summary>A resource that was seen before the server was restarted: it has heard of everything.</summary>
    internal async ValueTask RestoredAsync(Account account, Presence presence)
    {
        var own = account.Feature<PersonalState>();
        if (ClientCaps.Find(presence) is not { } caps || own.Resources.Count >= Most || own.Resources.ContainsKey(presence.From)) return;
        if (await cache.FindAsync(caps).ConfigureAwait(false) is not { } nodes) return;
        var sees = (await server.Features.Roster.FindAsync(account, presence.From).ConfigureAwait(false)).SeesPresence;
        own.Resources[presence.From] = new SeenResource(presence.From, caps) { IsAdmitted = sees, Nodes = nodes };
    }

    /// <summary>A resource is gone.</summary>
    internal static void Gone(Account account, Jid jid)
    {
        var own = account.Feature<PersonalState>();
        if (jid.IsFull) own.Resources.Remove(jid);
        else
            foreach (var resource in own.Resources.Keys.Where(r => r.Bare == jid).ToList()) own.Resources.Remove(resource);
        own.Questions.RemoveAll(q => q.Jid == jid);
    }

    /// <summary>A contact's standing has changed: if it may see now what it could not see before, its resources are brought the last items.</summary>
    internal async ValueTask AdmittedAsync(Account account, Jid contact)
    {
        var sees = (await server.Features.Roster.FindAsync(account, contact).ConfigureAwait(false)).SeesPresence;
        foreach (var seen in account.Feature<PersonalState>().Resources.Values.Where(r => r.Jid.Bare == contact.Bare && r.IsAdmitted != sees).ToList())
            await FollowAsync(account, seen, null).ConfigureAwait(false);
    }

    /// <summary>Takes the answer to a question.</summary>
    /// <returns>False when the stanza answers nothing that was asked.</returns>
    internal async ValueTask<bool> AnsweredAsync(Account account, Iq iq)
    {
        var own = account.Feature<PersonalState>();
        if (iq.Id != QuestionId) return false;
        // The node tells which of two questions is answered; without it (an error may lack it) it is the older.
        var node = iq.Child("query", FeatureRegistry.DiscoInfoNamespace)?["node"];
        var seen = own.Questions.Find(q => q.Jid == iq.From && q.Caps.Node == node) ?? own.Questions.Find(q => q.Jid == iq.From);
        if (seen is null) return false;
        own.Questions.Remove(seen);
        if (iq.IsError || iq.Child("query", FeatureRegistry.DiscoInfoNamespace) is not { } query) return true;
        var nodes = await cache.LearnAsync(seen.Caps, query).ConfigureAwait(false);
        // It may have left or changed since it was asked.
        if (own.Resources.GetValueOrDefault(seen.Jid) != seen) return true;
        seen.Nodes = nodes;
        await SendLastAsync(account, seen, null).ConfigureAwait(false);
        return true;
    }

    private async ValueTask FollowAsync(Account account, SeenResource seen, FrozenSet<string>? had)
    {
        // A stranger is neither asked (that would show that somebody is here) nor told anything.
        seen.IsAdmitted = (await server.Features.Roster.FindAsync(account, seen.Jid).ConfigureAwait(false)).SeesPresence;
        if (!seen.IsAdmitted) return;
        seen.Nodes ??= await cache.FindAsync(seen.Caps).ConfigureAwait(false);
        if (seen.Nodes is not null)
        {
            await SendLastAsync(account, seen, had).ConfigureAwait(false);
            return;
        }
        var own = account.Feature<PersonalState>();
        if (own.Questions.Contains(seen)) return;
        if (own.Questions.Count(q => q.Jid == seen.Jid) >= MostQuestions) own.Questions.Remove(own.Questions.Find(q => q.Jid == seen.Jid)!);
        own.Questions.Add(seen);
        var question = new Iq(new StanzaHeader(account.Jid, seen.Jid, QuestionId), IqType.Get,
            new Element("query", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("node", seen.Caps.Node)));
        if (account.Jid != seen.Jid.Bare) account.Send(question);
        else if (account.FindSession(seen.Jid.Resource) is { } session) account.SendTo(session, question);
    }

    /// <summary>XEP-0163 §4.3.3: the last item of each node it wants to hear of; what it heard of before is not said again.</summary>
    private async ValueTask SendLastAsync(Account account, SeenResource seen, FrozenSet<string>? had)
    {
        var nodes = server.Features.PersonalNodes;
        var state = await nodes.StateAsync(account).ConfigureAwait(false);
        foreach (var node in state.Nodes.Values)
        {
            if (node.Configuration.SendLast != SendLast.OnSubAndPresence || !seen.Nodes!.Contains(node.Name) || had?.Contains(node.Name) == true) continue;
            var context = await nodes.ContextAsync(account, state, node.Name, seen.Jid).ConfigureAwait(false);
            if (ItemRetrieval.Last(node, seen.Jid, context) is { } last) PersonalNodes.Send(account, [last]);
        }
    }
}
