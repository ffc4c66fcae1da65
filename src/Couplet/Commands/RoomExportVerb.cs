using System.CommandLine;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Export;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Commands;

/// <summary><c>couplet room export ROOM --scenario</c>: what happened in a room, as a scenario that <c>couplet play</c> plays.</summary>
internal static class RoomExportVerb
{
    internal static Command Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var data = new Option<string?>("--data") { Description = "The data folder (default data)." };
        var config = new Option<string?>("--config") { Description = "The settings file (default couplet.json, if it is there)." };
        var scenario = new Option<bool>("--scenario") { Description = "As a scenario; there is no other form yet.", Required = true };
        var domain = new Option<string>("--domain") { Description = "The domain of the server on which it will be played.", DefaultValueFactory = _ => "localhost" };
        var room = new Argument<string>("ROOM") { Description = "The room: name@domain, or the name alone." };
        var verb = new Command("export", "Writes what happened in a room to standard output. It holds all that was said: handle it like the room's log.") { room, scenario, domain, data, config };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var options = new CoupletOptions { Data = "data" };
            var file = parsed.GetValue(config);
            if (Configuration.Load(options, file ?? "couplet.json", file is not null, settings) is { } wrong) return Fail(wrong);
            if (parsed.GetValue(data) is { } folder) options.Data = folder;
            if (options.Storage.Kind == StorageKind.Memory) return Fail("Storage:Kind=Memory keeps no rooms.");
            var text = parsed.GetValue(room)!;
            var host = options.Rooms.Host ?? "conference." + options.Domain;
            if (!Jid.TryParse(text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{host}", out var jid) || !jid.IsBare || jid.Local is null)
                return Fail($"'{text}' is not the name of a room.");
            if (!Jid.TryParse(parsed.GetValue(domain), out var played) || !played.IsDomain) return Fail($"'{parsed.GetValue(domain)}' is no domain.");
            return await ExportAsync(options, jid, played.Domain, cancellation).ConfigureAwait(false);
        });
        return verb;
    }

    private static async Task<int> ExportAsync(CoupletOptions options, Jid room, string domain, CancellationToken cancellation)
    {
        var storage = StorageFactory.Create(options);
        await using (storage.ConfigureAwait(false))
        {
            try
            {
                await storage.OpenAsync(cancellation).ConfigureAwait(false);
                var events = new List<RoomEvent>();
                await foreach (var stored in storage.Log.ReadAsync(RoomLog.StreamOf(room), cancellation: cancellation).ConfigureAwait(false))
                    events.Add(RoomEventCodec.Decode(stored.Payload.Span));
                if (events.Count == 0) return Fail($"There is nothing known of {room}.");
                if (RoomScenarioExport.Write(events, domain) is not { } scenario) return Fail($"The beginning of {room} is no longer in the log.");
                Console.Out.Write(scenario);
                return 0;
            }
            catch (StorageException e)
            {
                return Fail(e.Message);
            }
        }
    }

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine($"couplet: {sentence}");
        return 2;
    }
}
