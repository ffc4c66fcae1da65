using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>The password; a room that has one is protected, one that has none is not.</summary>
internal sealed class RoomPassword : IRoomOption
{
    /// <summary>Says whether the password counts; it is no option by itself.</summary>
    internal const string ProtectedVar = "muc#roomconfig_passwordprotectedroom";

    /// <inheritdoc/>
    public string Var => "muc#roomconfig_roomsecret";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(Var, FormFieldType.TextPrivate) { Label = "Password", Values = Read(config) };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => config.Password is { } password ? [password] : [];

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        var password = string.Concat(values);
        if (password.Length > 1023) return "it is longer than 1023 characters";
        config = config with { Password = password.Length == 0 ? null : password };
        return null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Features(RoomConfig config) => [config.Password is null ? "muc_unsecured" : "muc_passwordprotected"];
}
