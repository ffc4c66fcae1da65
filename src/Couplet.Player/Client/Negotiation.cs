using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>From the opening of the stream to the bound resource, and nothing beyond it.</summary>
internal sealed class Negotiation(ElementStream stream, ScenarioClient client, ClientSettings settings, bool local)
{
    private const string BindId = "bind";

    /// <summary>What to do between the opening of the stream and the login, with the features the server offers there; null for nothing.</summary>
    public Func<ElementStream, Element, Task>? BeforeLogin { get; init; }

    /// <summary>Negotiates; answers the full address, and what the server says to <paramref name="resume"/>, if there is one.</summary>
    /// <exception cref="ConnectException">The server refused.</exception>
    public async Task<(Jid Address, Element? Answer)> RunAsync(Element? resume, Jid address, CancellationToken cancellationToken)
    {
        var features = await stream.OpenAsync(client.Jid.Domain, cancellationToken);
        if (settings.Tls != TlsPolicy.Never)
        {
            if (features.Child("starttls", StreamFeatureNamespaces.Tls) is not null) features = await SecureAsync(cancellationToken);
            else if (settings.Tls == TlsPolicy.Required) throw Refused("the server does not offer TLS");
        }
        if (BeforeLogin is { } action) await action(stream, features);
        var trusted = stream.IsSecure || local || settings.Tls == TlsPolicy.Never;
        await new Authentication(stream, client, trusted, settings.Sasl).RunAsync(features, cancellationToken);
        await stream.OpenAsync(client.Jid.Domain, cancellationToken);
        if (resume is null) return (await BindAsync(cancellationToken), null);
        await stream.WriteAsync(resume, cancellationToken);
        var answer = await stream.ReadAsync(cancellationToken) ?? throw Refused("the server closed the stream instead of resuming it");
        if (StreamEnd.IsError(answer)) throw Refused(StreamEnd.Describe(answer));
        return (answer.Name == "resumed" ? address : await BindAsync(cancellationToken), answer);
    }

    private async Task<Element> SecureAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(new Element("starttls", StreamFeatureNamespaces.Tls), cancellationToken);
        var answer = await stream.ReadAsync(cancellationToken);
        if (answer?.Is("proceed", StreamFeatureNamespaces.Tls) != true) throw Refused("the server offered TLS and then refused it");
        await stream.SecureAsync(client.Jid.Domain, settings.AcceptAnyCertificate || local, cancellationToken);
        return await stream.OpenAsync(client.Jid.Domain, cancellationToken);
    }

    private async Task<Jid> BindAsync(CancellationToken cancellationToken)
    {
        var resource = client.Resource is { } wanted ? new Element("resource", StreamFeatureNamespaces.Bind, wanted) : null;
        await stream.WriteAsync(new Element("iq", Stanza.ClientNamespace, new XmlAttr("type", "set"), new XmlAttr("id", BindId),
            new Element("bind", StreamFeatureNamespaces.Bind, resource)), cancellationToken);
        var answer = await stream.ReadAsync(cancellationToken);
        if (answer is null) throw Refused("the server closed the stream instead of binding a resource");
        if (StreamEnd.IsError(answer)) throw Refused(StreamEnd.Describe(answer));
        var bound = answer.Child("bind", StreamFeatureNamespaces.Bind)?.Child("jid")?.Text;
        if (answer["id"] != BindId || answer["type"] != "result" || !Jid.TryParse(bound, out var address))
            throw Refused($"the server bound no resource: {answer}");
        return address;
    }

    private ConnectException Refused(string reason) => new($"'{client.Name}' ({client.Jid}) could not log in: {reason}");
}
