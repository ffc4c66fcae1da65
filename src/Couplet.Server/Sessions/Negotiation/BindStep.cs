using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Resource binding (RFC 6120 §7).</summary>
internal sealed class BindStep : NegotiationStep
{
    internal override StreamState Needs => StreamState.Authenticated;

    internal override StreamState Forbids => StreamState.Bound;

    internal override IEnumerable<Element> Offer(ClientStream stream) => [new Element("bind", StreamFeatureNamespaces.Bind)];

    internal override bool Knows(RawElement element)
        => element.Name == "iq" && Negotiator.IsStanza(element) && element["type"] == "set" && element.ToElement().FirstChild is { Name: "bind", Namespace: StreamFeatureNamespaces.Bind };

    internal override ValueTask TakeAsync(ClientStream stream, RawElement element)
    {
        if (!Stanza.TryRead(element, out var stanza, out var error) || stanza is not Iq iq) throw new StreamErrorException(StreamErrorCondition.NotAuthorized);
        if (error is not null)
        {
            stream.Send(iq.ToError(error));
            return default;
        }
        var accounts = stream.Server.FindAccounts(stream.Account.Domain)!;
        var account = accounts.Get(stream.Account.Local!);
        if (!accounts.TryChooseJid(account.Jid, iq.FirstChild!.Child("resource")?.Text, out var jid))
            stream.Send(iq.ToError(StanzaError.BadRequest("The resource is not acceptable.")));
        else if (account.Sessions.Count(s => s.Jid != jid) >= stream.Server.Options.Limits.SessionsPerAccount)
            stream.Send(iq.ToError(StanzaError.ResourceConstraint("The account has too many sessions.")));
        // Asked again, since any number may have logged in meanwhile without binding.
        else if (stream.IsForGuests && accounts.Visits >= stream.Server.Options.Anonymous.Sessions)
            stream.Send(iq.ToError(StanzaError.ResourceConstraint("There are too many guests.")));
        else
        {
            var session = new StreamSession(jid, account, stream);
            // The answer is queued before the account knows of the session, so that nothing can come before it.
            stream.Send(new Iq(new StanzaHeader(default, default, iq.Id), IqType.Result,
                new Element("bind", StreamFeatureNamespaces.Bind, new Element("jid", StreamFeatureNamespaces.Bind, jid.ToString()))));
            stream.Bound(session);
            accounts.Bind(session);
        }
        return default;
    }

    // Before authentication; a second one on a bound stream is an iq like any other, which the account refuses.
    internal override void OutOfTurn(ClientStream stream, RawElement element)
        => throw new StreamErrorException(StreamErrorCondition.NotAuthorized, "Authenticate first.");
}
