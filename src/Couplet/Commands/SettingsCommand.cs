using System.CommandLine;
using Couplet.Server.Hosting;

namespace Couplet.Commands;

/// <summary><c>couplet settings</c>: every setting with its values and default.</summary>
internal static class SettingsCommand
{
    internal static Command Create()
    {
        var command = new Command("settings", "Lists every setting.");
        command.SetAction(_ =>
        {
            foreach (var s in Settings.All)
                Console.WriteLine($"{s.Name}\n    {s.Description} Takes {s.Values}{(s.Default.Length > 0 ? $"; default {s.Default}" : "")}.");
        });
        return command;
    }
}
