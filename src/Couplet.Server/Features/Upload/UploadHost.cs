using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Disco;
using Couplet.Server.Routing;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Upload;

/// <summary>The upload service as an entity: describes itself and gives slots (XEP-0363 §3, §4).</summary>
internal sealed class UploadHost(Jid jid, CoupletServer server, UploadService service, ILogger<UploadHost> logger) : Entity(logger), IStanzaHost
{
    /// <inheritdoc/>
    protected internal override string Kind => "upload";

    public string Domain => jid.Domain;

    public void Post(Stanza stanza, Handled handled) => Post(new Work(stanza, handled));

    protected override async ValueTask HandleAsync(Work work)
    {
        if (work.Stanza is Message message) server.Router.Bounce(message, StanzaError.ServiceUnavailable());
        if (work.Stanza is not Iq { IsRequest: true } iq) return;
        if (iq.FirstChild is not { } payload || iq.Elements().Skip(1).Any()) server.Router.Bounce(iq, StanzaError.BadRequest("An iq request has exactly one child element."));
        else if (await AnswerAsync(iq, payload).ConfigureAwait(false) is var reply && reply.Error is { } error) server.Router.Route(iq.ToError(error));
        else server.Router.Route(reply.ToStanza(iq)!);
    }

    protected override void Failed(in Work work, Exception exception)
    {
        UploadLog.Failed(Logger, exception);
        if (work.Stanza is not null) server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
    }

    private ValueTask<IqReply> AnswerAsync(Iq iq, Element payload)
    {
        if (!iq.To.IsDomain) return (IqReply)StanzaError.ServiceUnavailable();
        if (iq.Type == IqType.Set) return (IqReply)StanzaError.ServiceUnavailable();
        if (payload.Is("request", UploadFeature.Namespace)) return OpenAsync(iq, payload);
        if (payload.Is("query", FeatureRegistry.DiscoInfoNamespace)) return payload["node"] is null ? (IqReply)Description() : (IqReply)StanzaError.ItemNotFound();
        if (payload.Is("query", DiscoFeature.ItemsNamespace)) return (IqReply)new Element("query", DiscoFeature.ItemsNamespace);
        if (payload.Is("ping", Ping.PingFeature.Namespace)) return IqReply.Ok;
        return (IqReply)StanzaError.ServiceUnavailable();
    }

    private Element Description() => new("query", FeatureRegistry.DiscoInfoNamespace,
        new Element("identity", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("category", "store"), new XmlAttr("type", "file"), new XmlAttr("name", "HTTP File Upload")),
        new[] { FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace, Ping.PingFeature.Namespace, UploadFeature.Namespace }
            .Select(var => new Element("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", var))),
        DataForm.Build(DataFormType.Result, UploadFeature.Namespace).Value("max-file-size", Text(service.MaxBytes)).ToElement());

    private async ValueTask<IqReply> OpenAsync(Iq iq, Element request)
    {
        if (iq.From.Local is null || iq.From.Domain != server.Domain.Domain || server.Roles.IsGuest(iq.From)) return StanzaError.Forbidden("Accounts of this server may upload files.");
        if (!long.TryParse(request["size"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size == 0) return StanzaError.BadRequest("The size is missing or no number.");
        if (request["filename"] is not { } name || !IsFileName(name)) return StanzaError.BadRequest("The name of the file cannot be used.");
        var type = UploadService.Normalize(request["content-type"]);
        if (request["content-type"] is not (null or "") && type is null) return StanzaError.BadRequest("The content type cannot be read.");
        if (size > service.MaxBytes)
            return StanzaError.NotAcceptable($"File too large. The maximum file size is {Text(service.MaxBytes)} bytes") with
            {
                Application = new Element("file-too-large", UploadFeature.Namespace, new Element("max-file-size", UploadFeature.Namespace, Text(service.MaxBytes))),
            };
        var (put, get, refusal) = await service.OpenAsync(iq.From, name, size, type).ConfigureAwait(false);
        if (refusal is not null) return StanzaError.ResourceConstraint(refusal);
        return new Element("slot", UploadFeature.Namespace,
            new Element("put", UploadFeature.Namespace, new XmlAttr("url", put!)),
            new Element("get", UploadFeature.Namespace, new XmlAttr("url", get!)));
    }

    // The name is shown and sent back, never used on disk; but it must fit into one segment of an address.
    private static bool IsFileName(string name)
        => name.Length is > 0 and <= 200 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\') && !name.Any(char.IsControl);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
