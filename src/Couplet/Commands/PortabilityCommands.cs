using System.CommandLine;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Portability;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Commands;

/// <summary><c>couplet export|import FILE</c>: accounts in the form that servers have in common (XEP-0227).</summary>
internal static class PortabilityCommands
{
    internal static IEnumerable<Command> Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var data = new Option<string?>("--data") { Description = "The data folder (default data)." };
        var config = new Option<string?>("--config") { Description = "The settings file (default couplet.json, if it is there)." };
        var account = new Option<string?>("--account") { Description = "One account only: name@domain, or the name alone." };
        var target = new Argument<string>("FILE") { Description = "The file to write; it must not be there." };
        var source = new Argument<string>("FILE") { Description = "The file to read, with those it includes." };
        var export = new Command("export", "Writes accounts in the portable form of XEP-0227. The file holds credentials: handle it like the database.") { target, account, data, config };
        export.SetAction((p, c) => RunAsync(p, (o, s) => ExportAsync(s, Jid.Parse(o.Domain), p.GetValue(target)!, p.GetValue(account), c), c));
        var import = new Command("import", "Reads accounts in the portable form of XEP-0227, each whole or not at all.") { source, data, config };
        import.SetAction((p, c) => RunAsync(p, (o, s) => ImportAsync(s, o, p.GetValue(source)!, c), c));
        return [export, import];

        async Task<int> RunAsync(ParseResult parsed, Func<CoupletOptions, ICoupletStorage, Task<int>> run, CancellationToken cancellation)
        {
            var options = new CoupletOptions { Data = "data" };
            var file = parsed.GetValue(config);
            if (Configuration.Load(options, file ?? "couplet.json", file is not null, settings) is { } wrong) return Fail(wrong);
            if (parsed.GetValue(data) is { } folder) options.Data = folder;
            if (options.Storage.Kind == StorageKind.Memory) return Fail("Storage:Kind=Memory keeps no accounts.");
            try
            {
                var storage = StorageFactory.Create(options);
                await using var _ = storage.ConfigureAwait(false);
                await storage.OpenAsync(cancellation).ConfigureAwait(false);
                return await run(options, storage).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
            {
                return Fail(e.Message);
            }
        }
    }

    internal static async Task<int> ExportAsync(ICoupletStorage storage, Jid domain, string file, string? account, CancellationToken cancellation)
    {
        Jid? only = null;
        if (account is not null)
        {
            if (!Jid.TryParse(account.Contains('@', StringComparison.Ordinal) ? account : $"{account}@{domain}", out var jid) || !jid.IsBare) return Fail($"'{account}' is not the name of an account.");
            only = jid;
        }
        if (File.Exists(file)) return Fail($"The file {file} exists already.");
        var unfinished = file + ".part";
        File.Delete(unfinished);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var export = new PortableExport(storage, domain);
        bool isThere;
        var output = new StreamWriter(unfinished, new UTF8Encoding(false), how);
        await using (output.ConfigureAwait(false)) isThere = await export.WriteAsync(output, only, cancellation).ConfigureAwait(false);
        if (!isThere)
        {
            File.Delete(unfinished);
            return Fail($"There is no account {only}.");
        }
        File.Move(unfinished, file);
        Console.WriteLine($"{file}: {export.Accounts} accounts.");
        return 0;
    }

    private static async Task<int> ImportAsync(ICoupletStorage storage, CoupletOptions options, string file, CancellationToken cancellation)
    {
        var import = new PortableImport(storage, Jid.Parse(options.Domain), options.ScramIterations, TimeProvider.System, Console.Error.WriteLine);
        var isWhole = await import.ReadAsync(file, cancellation).ConfigureAwait(false);
        Console.WriteLine($"{import.Imported} accounts imported, {import.Refused} refused.");
        return isWhole && import.Refused == 0 ? 0 : 1;
    }

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine($"couplet: {sentence}");
        return 2;
    }
}
