using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Hats are made, changed, destroyed, given and taken (XEP-0317). What is refused is refused with what is wrong.</summary>
internal static class Hats
{
    internal const string TitleVar = "hats#title";
    internal const string UriVar = "hats#uri";
    internal const string HueVar = "hats#hue";
    internal const string JidVar = "hats#jid";

    private const int MostHats = 100;
    private const int MostWorn = 10;
    private const int LongestText = 256;

    internal static StanzaError? Define(RoomTurn turn, DataForm form)
    {
        if (Text(form, TitleVar) is not { } title || Text(form, UriVar) is not { } uri) return StanzaError.BadRequest("A hat needs a title and a URI.");
        if (!Uri.TryCreate(uri, UriKind.Absolute, out _)) return StanzaError.NotAcceptable($"{UriVar}: that is no URI.");
        var hue = Text(form, HueVar);
        if (hue is not null && !(double.TryParse(hue, System.Globalization.CultureInfo.InvariantCulture, out var angle) && angle is >= 0 and <= 360))
            return StanzaError.NotAcceptable($"{HueVar}: it is an angle in degrees.");
        if (!turn.Room.Hats.ContainsKey(uri) && turn.Room.Hats.Count >= MostHats) return StanzaError.ResourceConstraint("The room has too many hats.");
        turn.Emit(new HatDefined(new Hat(uri, title, hue)));
        return null;
    }

    internal static StanzaError? Destroy(RoomTurn turn, DataForm form)
    {
        // The form in which XEP-0317 §4.3 asks calls the field by another name than the answer to it.
        if ((Text(form, UriVar) ?? Text(form, "hat")) is not { } uri || !turn.Room.Hats.ContainsKey(uri)) return NoSuchHat();
        turn.Emit(new HatDestroyed(uri));
        return null;
    }

    internal static StanzaError? Give(RoomTurn turn, DataForm form)
    {
        if (Target(turn, form, out var account, out var uri) is { } error) return error;
        var worn = turn.Room.Worn.GetValueOrDefault(account, []);
        if (worn.Contains(uri)) return null;
        if (worn.Length >= MostWorn) return StanzaError.ResourceConstraint("Nobody can wear that many hats.");
        turn.Emit(new HatAssigned(account, uri, true));
        return null;
    }

    internal static StanzaError? Take(RoomTurn turn, DataForm form)
    {
        if (Target(turn, form, out var account, out var uri) is { } error) return error;
        if (!turn.Room.Worn.GetValueOrDefault(account, []).Contains(uri)) return StanzaError.ItemNotFound("The hat is not worn.");
        turn.Emit(new HatAssigned(account, uri, false));
        return null;
    }

    private static StanzaError? Target(RoomTurn turn, DataForm form, out Jid account, out string uri)
    {
        uri = Text(form, UriVar) ?? "";
        if (!Jid.TryParse(Text(form, JidVar), out account) || account.Local is null) return StanzaError.JidMalformed($"{JidVar}: that is no account.");
        account = account.Bare;
        return turn.Room.Hats.ContainsKey(uri) ? null : NoSuchHat();
    }

    private static StanzaError NoSuchHat() => StanzaError.ItemNotFound("There is no such hat.");

    private static string? Text(DataForm form, string name) => form.GetValue(name)?.Trim() is { Length: > 0 and <= LongestText } text ? text : null;
}
