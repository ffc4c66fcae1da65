using Couplet.Protocol.Addressing;
using Couplet.Protocol.Sasl;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;
using Couplet.Server.Observability;
using Answer = Couplet.Protocol.Sasl.SaslStep;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>SASL (RFC 6120 §6).</summary>
internal sealed class SaslStep(CoupletOptions options, FirstLogins firstLogins) : NegotiationStep
{
    /// <summary>Which channel bindings there are (XEP-0440).</summary>
    private const string ChannelBindingNamespace = "urn:xmpp:sasl-cb:0";

    // One for each -PLUS mechanism: clients go through the list.
    private const int MostWithoutCommonBinding = 3;

    internal override StreamState Needs => options.RequireTls ? StreamState.Secure : StreamState.None;

    internal override StreamState Forbids => StreamState.Authenticated;

    internal override IEnumerable<Element> Offer(ClientStream stream)
    {
        stream.Sasl.Offered = [.. Mechanisms(stream)];
        yield return new Element("mechanisms", SaslElement.Namespace, stream.Sasl.Offered.Select(m => new Element("mechanism", SaslElement.Namespace, m)));
        if (stream.Transport.Binding is { } binding)
            yield return new Element("sasl-channel-binding", ChannelBindingNamespace,
                new Element("channel-binding", ChannelBindingNamespace, new XmlAttr("type", binding.Type)));
    }

    internal override bool Knows(RawElement element) => element.Namespace == SaslElement.Namespace;

    internal override async ValueTask TakeAsync(ClientStream stream, RawElement element)
    {
        switch (element.Name)
        {
            case "auth":
                await BeginAsync(stream, element).ConfigureAwait(false);
                break;
            case "response" when stream.Sasl.Exchange is { } exchange:
                if (!SaslElement.TryDecode(element.ToElement().Text, out var data)) Refuse(stream, SaslFailure.IncorrectEncoding);
                else await AnswerAsync(stream, exchange, exchange.Step(data ?? [])).ConfigureAwait(false);
                break;
            case "abort":
                Refuse(stream, SaslFailure.Aborted);
                break;
            default:
                Refuse(stream, SaslFailure.MalformedRequest);
                break;
        }
    }

    internal override void OutOfTurn(ClientStream stream, RawElement element)
    {
        if (stream.State.HasFlag(StreamState.Authenticated))
            throw new StreamErrorException(StreamErrorCondition.PolicyViolation, "The stream is authenticated already.");
        Refuse(stream, SaslFailure.EncryptionRequired);
    }

    private IEnumerable<string> Mechanisms(ClientStream stream)
    {
        if (stream.IsForGuests)
        {
            yield return SaslMechanism.Anonymous;
            yield break;
        }
        var plainAlone = options.Dev && firstLogins.WantsPlainAlone(stream.Transport.RemoteAddress);
        foreach (var name in SaslMechanism.ByPreference)
        {
            if (plainAlone && name != SaslMechanism.Plain) continue;
            if (name == SaslMechanism.Plain ? stream.IsSecure || options.Dev || !options.RequireTls
                : stream.Transport.Binding is not null || !name.EndsWith("-PLUS", StringComparison.Ordinal)) yield return name;
        }
    }

    private async ValueTask BeginAsync(ClientStream stream, RawElement auth)
    {
        var authenticator = stream.Server.Authenticator;
        var binding = stream.Transport.Binding;
        var sasl = new SaslServerOptions
        {
            ChannelBindings = binding is null ? [] : [binding],
            OffersChannelBinding = binding is not null && stream.Sasl.WithoutCommonBinding == 0,
            UnknownUserSecret = authenticator.FakeSaltSecret,
            Iterations = options.ScramIterations,
            NewGuestName = stream.IsForGuests ? static () => Guid.NewGuid().ToString() : null,
        };
        SaslServer? exchange = null;
        if (auth["mechanism"] is not { } mechanism || !stream.Sasl.Offered.Contains(mechanism, StringComparer.Ordinal)
            || !SaslMechanism.TryCreateServer(mechanism, sasl, out exchange))
            Refuse(stream, SaslFailure.InvalidMechanism);
        else if (!SaslElement.TryDecode(auth.ToElement().Text, out var initial)) Refuse(stream, SaslFailure.IncorrectEncoding);
        else
        {
            stream.Sasl.Exchange = exchange;
            await AnswerAsync(stream, exchange, exchange.Begin(initial)).ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync(ClientStream stream, SaslServer exchange, Answer answer)
    {
        var authenticator = stream.Server.Authenticator;
        if (answer is Answer.NeedCredentials need)
        {
            answer = exchange.SentPassword is { } password
                ? exchange.ContinueVerified(await authenticator.VerifyAsync(need.Username, password, stream.Failing).ConfigureAwait(false))
                : exchange.Continue(await FindAsync(stream, need).ConfigureAwait(false));
        }
        switch (answer)
        {
            case Answer.Challenge challenge:
                stream.Send(SaslElement.Of("challenge", challenge.Data.IsEmpty ? null : challenge.Data));
                break;
            case Answer.Success when stream.IsForGuests && stream.Server.Guests!.Visits >= options.Anonymous.Sessions:
                Refuse(stream, SaslFailure.TemporaryAuthFailure, "There are too many guests.");
                break;
            case Answer.Success success when TryAuthorize(stream, success, out var account):
                stream.Sasl.Exchange = null;
                firstLogins.LoggedIn(stream.Transport.RemoteAddress);
                stream.Send(SaslElement.Of("success", success.Data));
                stream.Authenticated(account);
                Telemetry.LoggedIn();
                break;
            case Answer.Success:
                Refuse(stream, SaslFailure.InvalidAuthzid);
                break;
            case Answer.Failure failure:
                Refuse(stream, failure.Condition, failure.Text);
                break;
        }
    }

    private async ValueTask<ScramCredentials?> FindAsync(ClientStream stream, Answer.NeedCredentials need)
    {
        var found = await stream.Server.Authenticator.FindAsync(need.Username, need.Hash ?? ScramHash.Sha256, stream.Failing).ConfigureAwait(false);
        if (found is null && options.Dev) firstLogins.Disappointed(stream.Transport.RemoteAddress);
        return found;
    }

    // Nobody may act as somebody else here (§6.3.8).
    private static bool TryAuthorize(ClientStream stream, Answer.Success success, out Jid account)
        => Jid.TryCreate(success.Authcid, stream.Domain.Domain, null, out account)
            && (success.Authzid is null || (Jid.TryParse(success.Authzid, out var authzid) && authzid == account));

    private static void Refuse(ClientStream stream, SaslFailure condition, string? text = null)
    {
        var free = stream.Sasl.Exchange is { AskedForMissingBinding: true } && stream.Sasl.WithoutCommonBinding++ < MostWithoutCommonBinding;
        stream.Sasl.Exchange = null;
        stream.Send(SaslElement.Failure(condition, text));
        Telemetry.LoginFailed();
        if (!free && ++stream.Sasl.Failed >= stream.Server.Options.Limits.AuthenticationAttempts)
            throw new StreamErrorException(StreamErrorCondition.PolicyViolation, "Too many failed attempts to authenticate.");
    }
}
