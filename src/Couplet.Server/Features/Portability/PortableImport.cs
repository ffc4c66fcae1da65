using System.Xml;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>Reads accounts in the portable format (XEP-0227). Each account is taken over whole or not at all.</summary>
/// <param name="storage">Where they go.</param>
/// <param name="domain">The domain they must be of.</param>
/// <param name="iterations">PBKDF2 iterations, where the file has passwords.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Takes what the operator should know, a sentence each, with the place in the file.</param>
public sealed class PortableImport(ICoupletStorage storage, Jid domain, int iterations, TimeProvider time, Action<string> tell)
{
    private readonly AccountStore _accounts = new(storage.Documents, domain, iterations, time);
    private string _root = "";

    /// <summary>How many accounts are here now.</summary>
    public int Imported { get; private set; }

    /// <summary>How many were refused; why was told.</summary>
    public int Refused { get; private set; }

    /// <summary>Reads a file with all that it includes.</summary>
    /// <returns>False when the file is damaged: what comes behind the damage was not read.</returns>
    /// <exception cref="StorageException">The storage failed. Accounts before it are here, the one it failed at is not.</exception>
    public async Task<bool> ReadAsync(string file, CancellationToken cancellation)
    {
        _root = Path.GetDirectoryName(Path.GetFullPath(file))! + Path.DirectorySeparatorChar;
        try
        {
            using var reader = new PortableReader(file);
            if (!reader.Is("server-data", PortableNamespaces.Data))
                throw new PortableDataException($"{reader.Where}: the root is <{reader.Name}>, not <server-data xmlns='{PortableNamespaces.Data}'>.");
            await ChildrenAsync(reader, "host", HostAsync, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is XmlException or PortableDataException)
        {
            tell(e is XmlException ? $"{file} or a file it includes is damaged: {e.Message}" : e.Message);
            return false;
        }
    }

    private async Task HostAsync(PortableReader reader, CancellationToken cancellation)
    {
        if (reader.Attribute("jid") is var jid && (!Jid.TryParse(jid, out var host) || host != domain))
        {
            tell($"{reader.Where}: the accounts of the domain '{jid}' were left out; this is {domain}.");
            Refused++;
            reader.Skip();
            return;
        }
        await ChildrenAsync(reader, "user", UserAsync, cancellation).ConfigureAwait(false);
    }

    private async Task UserAsync(PortableReader reader, CancellationToken cancellation)
    {
        var (where, depth, name) = (reader.Where, reader.Depth, reader.Attribute("name"));
        if (!Jid.TryCreate(name, domain.Domain, null, out var account) || account.Local is null || account.Local != name)
        {
            Refuse(where, $"'{name}' is not the name of an account");
            reader.Skip();
            return;
        }
        if (await _accounts.ExistsAsync(name, cancellation).ConfigureAwait(false) || await _accounts.WasDeletedAsync(name, cancellation).ConfigureAwait(false))
        {
            Refuse(where, $"there is or was an account {account} already");
            reader.Skip();
            return;
        }
        var target = new PortableTarget(account, iterations, time.GetUtcNow());
        var import = new AccountImport(storage, target, where, include => Include(reader, include));
        try
        {
            await import.ReadAsync(reader, cancellation).ConfigureAwait(false);
            await import.CommitAsync(cancellation).ConfigureAwait(false);
            Imported++;
            foreach (var remark in target.Remarks.Distinct(StringComparer.Ordinal)) tell($"{where}: {account}: {remark}.");
        }
        catch (PortableDataException e)
        {
            Refuse(import.Place, $"{account} was left out: {e.Message.TrimEnd('.')}");
            await import.UndoAsync(CancellationToken.None).ConfigureAwait(false);
            reader.Leave(depth);
        }
        catch (Exception e) when (e is XmlException or StorageException)
        {
            await import.UndoAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ChildrenAsync(PortableReader reader, string wanted, Func<PortableReader, CancellationToken, Task> read, CancellationToken cancellation)
    {
        var isInside = false;
        for (var at = reader.Depth; reader.NextChild(at, ref isInside);)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Is(wanted, PortableNamespaces.Data)) await read(reader, cancellation).ConfigureAwait(false);
            else if (reader.Is("include", PortableNamespaces.Include))
            {
                using var included = Include(reader, reader.Attribute("href"));
                reader.Skip();
                if (!included.Is(wanted, PortableNamespaces.Data)) throw new PortableDataException($"{included.Where}: the root is <{included.Name}>, not <{wanted}>.");
                await read(included, cancellation).ConfigureAwait(false);
            }
            else
            {
                tell($"{reader.Where}: <{reader.Name}> is not known and was left out.");
                reader.Skip();
            }
        }
    }

    /// <summary>Opens what an <c>include</c> names (XEP-0227 §5): a file beside or below the first one, and no other.</summary>
    private PortableReader Include(PortableReader reader, string? href)
    {
        if (href is null || !Uri.TryCreate(href, UriKind.Relative, out _) || Uri.UnescapeDataString(href).Contains('\0', StringComparison.Ordinal)) throw new PortableDataException($"{reader.Where}: '{href}' is no relative address of a file.");
        var path = Path.GetFullPath(Path.Combine(reader.Folder, Uri.UnescapeDataString(href)));
        if (!path.StartsWith(_root, StringComparison.Ordinal)) throw new PortableDataException($"{reader.Where}: '{href}' lies outside the folder of the first file.");
        return new PortableReader(path);
    }

    private void Refuse(string where, string why)
    {
        tell($"{where}: {why}.");
        Refused++;
    }
}
