using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Queries;

/// <summary>What other specifications add to the form in which a room describes itself.</summary>
internal static class AddOnInfo
{
    /// <summary>XEP-0502.</summary>
    private const string ActivityVar = "{urn:xmpp:muc-activity}message-activity";

    internal static void Describe(DataFormBuilder form, RoomState room, DateTimeOffset now)
    {
        if (room.VCard is { PhotoHashes: { IsEmpty: false } hashes })
            form.Add(new FormField("muc#roominfo_avatarhash", FormFieldType.TextMulti) { Label = "Avatar hash", Values = hashes });
        if (!room.Hats.IsEmpty) form.Text("hats#hash", HashOfHats(room), "Hats hash");
        // How busy a room is, is nobody's business unless everybody may find it and enter it.
        if (room.Config is { Persistent: true, Public: true, MembersOnly: false, Password: null })
            form.Text(ActivityVar, room.Activity.PerHour(now).ToString("0.##", CultureInfo.InvariantCulture), "Messages per hour");
    }

    private static string HashOfHats(RoomState room) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', room.Hats.Values.OrderBy(h => h.Uri, StringComparer.Ordinal).Select(h => $"{h.Uri} {h.Hue} {h.Title}")))))[..40];
}
