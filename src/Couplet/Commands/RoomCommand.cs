using System.CommandLine;

namespace Couplet.Commands;

/// <summary><c>couplet room</c>: what the log knows of rooms.</summary>
internal static class RoomCommand
{
    internal static Command Create(IReadOnlyList<KeyValuePair<string, string>> settings) => new("room", "Rooms: export.")
    {
        RoomExportVerb.Create(settings),
    };
}
