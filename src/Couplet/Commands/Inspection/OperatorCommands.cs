using System.CommandLine;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Commands.Inspection;

/// <summary><c>couplet backup|restore|check|room</c>: for the operator, on the data of a server that may be running.</summary>
internal static class OperatorCommands
{
    internal static IEnumerable<Command> Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var data = new Option<string?>("--data") { Description = "The data folder (default data).", Recursive = true };
        var config = new Option<string?>("--config") { Description = "The settings file (default couplet.json, if it is there).", Recursive = true };
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var replace = new Option<bool>("--replace") { Description = "In the place of one that is there, too: that one is kept beside it as couplet.db.old." };
        var room = new Argument<string>("ROOM") { Description = "The room: name@domain, or the name alone." };
        var at = new Option<string?>("--at") { Description = "The number of an event, or a time such as 2026-01-31T12:00:00Z; the end of the log without it." };

        Command Verb(string name, string description, Func<ParseResult, CoupletOptions, Terminal, CancellationToken, Task<int>> run, params Symbol[] symbols)
        {
            var verb = new Command(name, description) { data, config };
            foreach (var symbol in symbols)
            {
                if (symbol is Argument argument) verb.Add(argument);
                else verb.Add((Option)symbol);
            }
            verb.SetAction(async (parsed, cancellation) =>
            {
                var terminal = Terminal.Of(parsed);
                var options = new CoupletOptions { Data = "data" };
                var given = parsed.GetValue(config);
                if (Configuration.Load(options, given ?? "couplet.json", given is not null, settings) is { } wrong) return terminal.Fail(wrong);
                if (parsed.GetValue(data) is { } folder) options.Data = folder;
                try
                {
                    return await run(parsed, options, terminal, cancellation).ConfigureAwait(false);
                }
                catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
                {
                    return terminal.Fail(e.Message);
                }
            });
            return verb;
        }

        yield return Verb("backup", "Copies the database, of a running server too, as it is at one moment.", (p, o, t, _) => BackupAsync(p.GetValue(file)!, o, t), file);
        yield return Verb("restore", "Puts a backup in the place of a database that is not there.", (p, o, t, _) => RestoreAsync(p.GetValue(file)!, p.GetValue(replace), o, t), file, replace);
        yield return Verb("check", "Looks through every log for what must not be.", (_, o, t, c) => CheckAsync(o, t, c));
        yield return new Command("room", "Looks into a room's log.")
        {
            Verb("show", "The room as it was at a moment, and who could see what.", (p, o, t, c) => ReplayAsync(o, p.GetValue(room)!, p.GetValue(at), false, t, c), room, at),
            Verb("replay", "Every event up to a moment, and who came and went.", (p, o, t, c) => ReplayAsync(o, p.GetValue(room)!, p.GetValue(at), true, t, c), room, at),
            RoomExportVerb.Create(settings),
        };
    }

    private static string Database(CoupletOptions options) => options.Storage.Kind == StorageKind.Sqlite
        ? Path.Combine(options.Data!, StorageFactory.FileName)
        : throw new StorageException("This is for SQLite; PostgreSQL brings tools of its own (pg_dump, pg_restore).");

    private static Task<int> BackupAsync(string file, CoupletOptions options, Terminal terminal)
    {
        SqliteBackup.Write(Database(options), file);
        terminal.Out.WriteLine($"{file}: {new FileInfo(file).Length.ToString("N0", CultureInfo.InvariantCulture)} bytes.");
        return Task.FromResult(0);
    }

    private static Task<int> RestoreAsync(string file, bool replace, CoupletOptions options, Terminal terminal)
    {
        SqliteBackup.Restore(file, Database(options), replace);
        // What sessions were told belongs to the database that was there before: nobody may go on from it.
        var sessions = Path.Combine(options.Data!, SessionJournal.FolderName);
        if (Directory.Exists(sessions)) Directory.Delete(sessions, recursive: true);
        terminal.Out.WriteLine($"Restored {Database(options)} from {file}.");
        return Task.FromResult(0);
    }

    private static async Task<ICoupletStorage> OpenAsync(CoupletOptions options, CancellationToken cancellation)
    {
        if (options.Storage.Kind == StorageKind.Sqlite && !File.Exists(Database(options))) throw new StorageException($"There is no database {Database(options)}.");
        var storage = StorageFactory.Create(options);
        await storage.OpenAsync(cancellation).ConfigureAwait(false);
        return storage;
    }

    private static async Task<int> CheckAsync(CoupletOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var found = 0;
        if (options.Storage.Kind == StorageKind.Sqlite && File.Exists(Database(options)) && SqliteBackup.Damage(Database(options)) is { } damage)
        {
            terminal.Out.WriteLine($"The file is damaged: {damage}");
            return 1;
        }
        var storage = await OpenAsync(options, cancellation).ConfigureAwait(false);
        await using var disposing = storage.ConfigureAwait(false);
        var check = new LogCheck(storage);
        await foreach (var wrong in check.RunAsync(cancellation).ConfigureAwait(false))
        {
            terminal.Out.WriteLine(wrong);
            found++;
        }
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Streams:N0} logs, {check.Events:N0} events, {check.Messages:N0} archived messages: {(found == 0 ? "all well" : $"{found:N0} faults")}."));
        return found == 0 ? 0 : 1;
    }

    private static async Task<int> ReplayAsync(CoupletOptions options, string address, string? moment, bool tell, Terminal terminal, CancellationToken cancellation)
    {
        if (!address.Contains('@', StringComparison.Ordinal)) address += "@" + (options.Rooms.Host ?? "conference." + options.Domain);
        if (!Jid.TryParse(address, out var jid) || !jid.IsBare || jid.Local is null) return terminal.Fail($"'{address}' is not the address of a room.");
        var sequence = long.MaxValue;
        var time = DateTimeOffset.MaxValue;
        if (moment is not null && !long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out sequence))
        {
            sequence = long.MaxValue;
            if (!DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)) return terminal.Fail($"'{moment}' is neither a number nor a time.");
        }
        var storage = await OpenAsync(options, cancellation).ConfigureAwait(false);
        await using var disposing = storage.ConfigureAwait(false);
        var stream = RoomLog.StreamOf(jid);
        var replay = new RoomReplay();
        long last = 0;
        await foreach (var e in storage.Log.ReadAsync(stream, 1, cancellation).ConfigureAwait(false))
        {
            if (e.Sequence > sequence || e.Time > time) break;
            if (e.Sequence > last + 1)
            {
                replay.Skip(e.Sequence - last - 1);
                if (tell) RoomPrinter.TellTrimmed(terminal.Out, last + 1, e.Sequence - 1);
            }
            var before = replay.State;
            if (replay.Apply(e) is { } wrong) return terminal.Fail(wrong);
            if (tell) RoomPrinter.Tell(terminal.Out, e.Sequence, replay.Event!, before, replay.State);
            last = e.Sequence;
        }
        if (last == 0) return terminal.Fail($"There is nothing known of {jid}{(moment is null ? "" : " before that")}.");
        if (!tell)
        {
            terminal.Out.WriteLine($"After event {last.ToString(CultureInfo.InvariantCulture)}:");
            if (replay.State is { } state) RoomPrinter.Show(terminal.Out, state);
            else terminal.Out.WriteLine($"{jid} does not exist: it was destroyed.");
        }
        return 0;
    }
}
