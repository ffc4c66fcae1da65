using System.Text.Json;
using System.Text.Json.Serialization;

namespace Couplet.Server.Features.Invitations;

/// <summary>An invitation as it is stored. Names may not change: they outlive the program.</summary>
/// <param name="Inviter">The bare JID of the one who invites.</param>
/// <param name="Name">The localpart of the account to be made, if it was chosen already.</param>
/// <param name="Expires">When it expires.</param>
/// <param name="Account">Whether an account may be made with it.</param>
/// <param name="Contact">Whether the two become contacts of each other.</param>
internal sealed record Invitation(string Inviter, string? Name, DateTimeOffset Expires, bool Account, bool Contact)
{
    internal ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, InvitationJson.Default.Invitation);

    internal static Invitation Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, InvitationJson.Default.Invitation)
        ?? throw new InvalidDataException("An invitation cannot be read.");
}

[JsonSerializable(typeof(Invitation))]
internal sealed partial class InvitationJson : JsonSerializerContext;
