namespace Couplet.Server.Storage;

/// <summary>A place where everything that must outlive the process is kept.</summary>
public interface ICoupletStorage : IAsyncDisposable
{
    /// <summary>The logs.</summary>
    IEventLog Log { get; }

    /// <summary>The message archives in the logs.</summary>
    IMessageArchive Archive { get; }

    /// <summary>The documents.</summary>
    IDocumentStore Documents { get; }

    /// <summary>What and where it is, in one line for the start-up log. Holds no password.</summary>
    string Description { get; }

    /// <summary>
    /// Ends, with a sentence for the operator, when nothing can be kept any more until the process starts anew; null where that does not
    /// occur. Calls that were under way then are never answered: what became of them is not known.
    /// </summary>
    Task<string>? Broken { get; }

    /// <summary>Opens the place, creates it if it is new, and brings an older schema up to date. Call once, before anything else.</summary>
    /// <exception cref="StorageException">It cannot be opened, or a newer version of the program wrote it.</exception>
    Task OpenAsync(CancellationToken cancellation = default);
}
