using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>The name under which each type of event is stored, as <see cref="RoomEvent"/> declares it.</summary>
internal static class RoomEventTypes
{
    private static readonly FrozenDictionary<Type, string> s_names = typeof(RoomEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    internal static string NameOf(RoomEvent e) => s_names[e.GetType()];
}
