using System.Globalization;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Blocking;

/// <summary>The reports that came with blocks (XEP-0377), for the eyes of the administrators; the newest thousand are kept.</summary>
internal static class AbuseReports
{
    /// <summary>Reports that are kept.</summary>
    internal const int Most = 1_000;

    private const string Kind = "abuse-report";
    private const string Namespace = "urn:couplet:reports";
    private const int MaxText = 2_000;

    /// <summary>Keeps a report, and tells the administrators of it where they want that.</summary>
    internal static async ValueTask AddAsync(Account reporter, Jid reported, Element report)
    {
        var server = reporter.Server;
        var found = Read(reporter, reported, report, server.Time.GetUtcNow());
        var documents = server.Storage.Documents;
        var owner = server.Domain.ToString();
        var writes = new List<DocumentWrite> { new(owner, Kind, Guid.CreateVersion7(found.Time).ToString("N"), Encoding.UTF8.GetBytes(Write(found).ToString())) };
        var kept = await documents.ListAsync(owner, Kind).ConfigureAwait(false);
        writes.AddRange(kept.Select(d => d.Key).Order(StringComparer.Ordinal).Take(Math.Max(0, kept.Count + 1 - Most)).Select(key => new DocumentWrite(owner, Kind, key, null)));
        await documents.WriteAsync(writes.ToArray()).ConfigureAwait(false);
        if (!server.Options.NotifyReports) return;
        foreach (var admin in server.Roles.Admins)
            reporter.Send(new Message(new StanzaHeader(server.Domain, admin), MessageType.Normal, new Element("body", Stanza.ClientNamespace, found.ToString())));
    }

    /// <summary>The reports, the newest first.</summary>
    internal static async ValueTask<IReadOnlyList<AbuseReport>> ListAsync(CoupletServer server)
        => [.. (await server.Storage.Documents.ListAsync(server.Domain.ToString(), Kind).ConfigureAwait(false))
            .OrderByDescending(d => d.Key, StringComparer.Ordinal).Select(d => Read(XmlFragment.ParseElement(Encoding.UTF8.GetString(d.Value.Span))))];

    private static AbuseReport Read(Account reporter, Jid reported, Element report, DateTimeOffset now)
    {
        var reason = report["reason"] is { Length: > 0 and <= 200 } uri ? uri[(uri.LastIndexOf(':') + 1)..] : "none";
        var text = report.Child("text")?.Text.Trim() ?? "";
        return new AbuseReport(now, reporter.Jid, reported, reason, text.Length > MaxText ? text[..MaxText] : text,
            report.Elements("stanza-id", Rooms.ForeignNamespaces.StanzaId).Take(20).Count());
    }

    private static Element Write(AbuseReport report) => new("report", Namespace,
        new XmlAttr("time", report.Time.ToString("O", CultureInfo.InvariantCulture)), new XmlAttr("by", report.Reporter.ToString()),
        new XmlAttr("of", report.Reported.ToString()), new XmlAttr("reason", report.Reason),
        new XmlAttr("messages", report.Messages.ToString(CultureInfo.InvariantCulture)), report.Text);

    private static AbuseReport Read(Element stored) => new(DateTimeOffset.ParseExact(stored["time"]!, "O", CultureInfo.InvariantCulture),
        Jid.Parse(stored["by"]!), Jid.Parse(stored["of"]!), stored["reason"]!, stored.Text, int.Parse(stored["messages"]!, CultureInfo.InvariantCulture));
}

/// <summary>Somebody has reported somebody.</summary>
/// <param name="Time">When.</param>
/// <param name="Reporter">Who.</param>
/// <param name="Reported">Whom.</param>
/// <param name="Reason">The last part of the reason's name: <c>spam</c>, <c>abuse</c>.</param>
/// <param name="Text">What the reporter says about it.</param>
/// <param name="Messages">How many messages were named.</param>
internal sealed record AbuseReport(DateTimeOffset Time, Jid Reporter, Jid Reported, string Reason, string Text, int Messages)
{
    /// <summary>For people to read.</summary>
    public override string ToString() => $"{Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {Reporter} reports {Reported}: {Reason}"
        + (Messages > 0 ? $", {Messages} messages" : "") + (Text.Length > 0 ? $". {Text}" : "");
}
