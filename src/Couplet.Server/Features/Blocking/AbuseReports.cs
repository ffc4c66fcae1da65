using System.Globalization;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Blocking;

/// <summary>
/// The reports that came with blocks (XEP-0377), for the eyes of the administrators; the newest thousand are kept, and of one reporter the newest
/// hundred, so that nobody reports other people's reports away.
/// </summary>
internal static class AbuseReports
{
    /// <summary>Reports that are kept.</summary>
    internal const int Most = 1_000;

    /// <summary>Reports of one reporter that are kept; all without a name (XEP-0175) count as one.</summary>
    internal const int MostOfOne = 100;

    // Messages to each administrator because of one reporter, in that time.
    private const int MostTold = 10;
    private static readonly TimeSpan s_while = TimeSpan.FromHours(1);

    private const string Kind = "abuse-report";
    private const string Namespace = "urn:couplet:reports";
    private const int MaxText = 2_000;

    /// <summary>Keeps reports, and tells the administrators of them where they want that and the reporter has not told them enough lately.</summary>
    internal static async ValueTask AddAsync(Account reporter, IEnumerable<(Jid Reported, Element Report)> reports)
    {
        var server = reporter.Server;
        var now = server.Time.GetUtcNow();
        var found = reports.TakeLast(MostOfOne).Select(r => Read(reporter, r.Reported, r.Report, now)).ToList();
        if (found.Count == 0) return;
        var owner = server.Domain.ToString();
        var kept = (await server.Storage.Documents.ListAsync(owner, Kind).ConfigureAwait(false)).OrderBy(d => d.Key, StringComparer.Ordinal).ToList();
        var own = kept.Where(d => IsOf(reporter, Read(d).Reporter)).ToList();
        var gone = Oldest(own, found.Count, MostOfOne).ToList();
        gone.AddRange(Oldest(kept.Except(gone).ToList(), found.Count, Most));
        await server.Storage.Documents.WriteAsync(found.Select(r => new DocumentWrite(owner, Kind, Guid.CreateVersion7(r.Time).ToString("N"), Encoding.UTF8.GetBytes(Write(r).ToString())))
            .Concat(gone.Select(d => new DocumentWrite(owner, Kind, d.Key, null))).ToArray()).ConfigureAwait(false);
        if (!server.Options.NotifyReports || own.Count(d => Read(d).Time > now - s_while) >= MostTold) return;
        foreach (var admin in server.Roles.Admins)
            reporter.Send(new Message(new StanzaHeader(server.Domain, admin), MessageType.Normal, new Element("body", Stanza.ClientNamespace, string.Join('\n', found.Take(MostTold)))));
    }

    /// <summary>The reports, the newest first.</summary>
    internal static async ValueTask<IReadOnlyList<AbuseReport>> ListAsync(CoupletServer server)
        => [.. (await server.Storage.Documents.ListAsync(server.Domain.ToString(), Kind).ConfigureAwait(false))
            .OrderByDescending(d => d.Key, StringComparer.Ordinal).Select(Read)];

    private static bool IsOf(Account reporter, Jid by) => by.Bare == reporter.Jid || (reporter.IsPassing && by.Domain == reporter.Jid.Domain);

    private static IEnumerable<Document> Oldest(List<Document> kept, int added, int most) => kept.Take(Math.Max(0, kept.Count + added - most));

    private static AbuseReport Read(Document stored) => Read(XmlFragment.ParseElement(Encoding.UTF8.GetString(stored.Value.Span)));

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
