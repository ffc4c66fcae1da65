using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Portability;

/// <summary>One account on its way in.</summary>
/// <param name="storage">Where it goes.</param>
/// <param name="target">What has been read of it.</param>
/// <param name="place">Where it begins.</param>
/// <param name="include">Opens the file that an <c>include</c> names.</param>
internal sealed class AccountImport(ICoupletStorage storage, PortableTarget target, string place, Func<string?, PortableReader> include)
{
    private readonly PortableArchive _archive = new(storage, target.Account);
    private bool _hasArchive;

    /// <summary>Where what was read last begins.</summary>
    internal string Place { get; private set; } = place;

    /// <summary>Reads a <c>user</c> element and passes it.</summary>
    /// <exception cref="PortableDataException">It cannot be taken over.</exception>
    internal async Task ReadAsync(PortableReader reader, CancellationToken cancellation)
    {
        var password = reader.Attribute("password");
        var isInside = false;
        for (var depth = reader.Depth; reader.NextChild(depth, ref isInside);)
        {
            if (!reader.Is("include", PortableNamespaces.Include)) await ChildAsync(reader, cancellation).ConfigureAwait(false);
            else
            {
                using var included = include(reader.Attribute("href"));
                reader.Skip();
                await ChildAsync(included, cancellation).ConfigureAwait(false);
            }
        }
        if (password is not null) CredentialsPart.Password(password, target);
        PersonalNodesPart.Complete(target);
        if (!target.Has(AccountStore.CredentialsKind)) throw new PortableDataException("It has neither a password nor credentials that are of use here.");
        await _archive.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The account is there, with all it has.</summary>
    internal ValueTask CommitAsync(CancellationToken cancellation) => storage.Documents.WriteAsync(target.Documents, cancellation);

    /// <summary>Leaves nothing behind.</summary>
    internal ValueTask UndoAsync(CancellationToken cancellation) => _hasArchive ? _archive.UndoAsync(cancellation) : default;

    private async Task ChildAsync(PortableReader reader, CancellationToken cancellation)
    {
        Place = reader.Where;
        if (reader.Is("archive", PortableNamespaces.Archive))
        {
            if (_hasArchive) throw new PortableDataException("The archive is there twice.");
            _hasArchive = true;
            var isInside = false;
            for (var depth = reader.Depth; reader.NextChild(depth, ref isInside);)
            {
                Place = reader.Where;
                await _archive.ImportAsync(reader.ReadElement(), cancellation).ConfigureAwait(false);
            }
            return;
        }
        var element = reader.ReadElement();
        if (PortableFormat.Parts.FirstOrDefault(p => p.Takes(element)) is { } part) part.Import(element, target);
        else target.Remarks.Add($"<{element.Name} xmlns='{element.Namespace}'> is not known and was left out");
    }
}
