using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>Writes accounts in the portable format (XEP-0227).</summary>
/// <param name="storage">Where they are.</param>
/// <param name="domain">Their domain.</param>
public sealed class PortableExport(ICoupletStorage storage, Jid domain)
{
    /// <summary>How many accounts have been written.</summary>
    public int Accounts { get; private set; }

    /// <summary>Writes one account, or all of the domain, in the order of their names.</summary>
    /// <returns>False when the one account is not there.</returns>
    public async Task<bool> WriteAsync(TextWriter output, Jid? only, CancellationToken cancellation)
    {
        var accounts = new List<Jid>();
        await foreach (var name in storage.Documents.ListOwnersAsync(AccountStore.CredentialsKind, cancellation).ConfigureAwait(false))
            if (Jid.TryParse(name, out var jid) && jid.Domain == domain.Domain && (only is null || only == jid)) accounts.Add(jid);
        if (only is not null && accounts.Count == 0) return false;
        await output.WriteAsync("<?xml version='1.0' encoding='UTF-8'?>\n").ConfigureAwait(false);
        await output.WriteAsync(Open("server-data")).ConfigureAwait(false);
        await output.WriteAsync(Open("host", new XmlAttr("jid", domain.Domain))).ConfigureAwait(false);
        foreach (var account in accounts) await WriteAsync(output, account, cancellation).ConfigureAwait(false);
        await output.WriteAsync("</host>\n</server-data>\n").ConfigureAwait(false);
        return true;
    }

    private async Task WriteAsync(TextWriter output, Jid account, CancellationToken cancellation)
    {
        await output.WriteAsync(Open("user", new XmlAttr("name", account.Local!))).ConfigureAwait(false);
        var source = new PortableSource(storage, account, cancellation);
        foreach (var part in PortableFormat.Parts)
            await foreach (var element in part.ExportAsync(source).ConfigureAwait(false)) await WriteAsync(output, element).ConfigureAwait(false);
        var isFirst = true;
        await foreach (var result in new PortableArchive(storage, account).ExportAsync(cancellation).ConfigureAwait(false))
        {
            if (isFirst) await output.WriteAsync($"<archive xmlns='{PortableNamespaces.Archive}'>\n").ConfigureAwait(false);
            isFirst = false;
            await WriteAsync(output, result).ConfigureAwait(false);
        }
        if (!isFirst) await output.WriteAsync("</archive>\n").ConfigureAwait(false);
        await output.WriteAsync("</user>\n").ConfigureAwait(false);
        Accounts++;
    }

    private static Task WriteAsync(TextWriter output, Element element) => output.WriteAsync(ElementWriter.ToText(element, PortableNamespaces.Data) + "\n");

    // The end of an empty element is cut off, so that its content can follow.
    private static string Open(string name, params XmlAttr[] attributes)
    {
        var scope = name == "server-data" ? "" : PortableNamespaces.Data;
        return ElementWriter.ToText(new Element(name, PortableNamespaces.Data, [.. attributes], []), scope)[..^2] + ">\n";
    }
}
