using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Options;
using Couplet.Server.Features.Rooms.Shell;

namespace Couplet.Commands.Inspection;

/// <summary>A room in words for its operator.</summary>
internal static class RoomPrinter
{
    /// <summary>The room at one moment, and who could see what then.</summary>
    internal static void Show(TextWriter output, RoomState state)
    {
        output.WriteLine($"{state.Room}, created {Time(state.CreatedAt)} by {state.Creator}{(state.Locked ? "; locked: not configured yet" : "")}");
        if (state.Tombstone is { } tombstone)
        {
            output.WriteLine($"  destroyed {Time(tombstone.At)}{(tombstone.Reason is { } reason ? $": {reason}" : "")}");
            return;
        }
        foreach (var change in RoomOptions.Changes(RoomConfig.Default, state.Config))
            output.WriteLine($"  {Option(change)}");
        if (state.Subject is { } subject) output.WriteLine($"  subject ({subject.Nick}, {Time(subject.At)}): {subject.Payload.Child("subject", Stanza.ClientNamespace)?.Text}");
        foreach (var (account, entry) in state.Affiliations.OrderByDescending(a => a.Value.Affiliation).ThenBy(a => a.Key.ToString(), StringComparer.Ordinal))
            output.WriteLine($"  {Word(entry.Affiliation),-10} {account}{(entry.Nick is { } nick ? $" as {nick}" : "")}{(entry.Reason is { } why ? $" ({why})" : "")}");
        foreach (var (account, nick) in state.PendingRegistrations) output.WriteLine($"  waits      {account} as {nick}");
        output.WriteLine($"In the room: {state.Occupants.Count}.");
        foreach (var occupant in state.Occupants.All.OrderBy(o => o.Nick, StringComparer.Ordinal))
        {
            output.WriteLine($"  {occupant.Nick} ({Word(occupant.Role)}): {string.Join(", ", occupant.SessionJids)}");
            output.WriteLine($"      sees {(state.SeesJids(occupant.Role) ? "everybody's address" : "nobody's address")}; "
                + $"is {(state.Shows(occupant.Role) ? "" : "not ")}shown to the others");
        }
        output.WriteLine($"A newcomer would be told the last {Math.Min(state.History.Length, state.Config.MaxHistory)} of {state.History.Length} messages.");
    }

    /// <summary>One event in one line, and who is in the room from then on, where that has changed: the next ones are shown to them.</summary>
    internal static void Tell(TextWriter output, long sequence, RoomEvent e, RoomState? before, RoomState? after)
    {
        var (who, what) = e switch
        {
            MessageSent m => (m.Nick, m.Payload.Child("body", Stanza.ClientNamespace)?.Text ?? m.Payload.Xml),
            SubjectChanged s => (s.Nick, s.Payload.Child("subject", Stanza.ClientNamespace)?.Text ?? ""),
            OccupantJoined j => (j.Nick, $"{j.Session} as {Word(j.Role)}"),
            OccupantLeft l => (before?.Occupants.BySession(l.Session)?.Nick ?? "", l.Technical ? $"{l.Session}, connection lost" : $"{l.Session}"),
            NickChanged n => (before?.Occupants.BySession(n.Session)?.Nick ?? "", $"is now {n.Nick}"),
            RoleChanged r => (r.Nick, $"{Word(r.Role)}{Reason(r.Reason)}"),
            AffiliationChanged a => (a.Account.ToString(), $"{Word(a.Affiliation)}{Reason(a.Reason)}"),
            ConfigurationChanged c => (c.Actor?.Nick ?? "", string.Join(", ", c.Options.Select(Option))),
            RoomCreated c => ("", $"by {c.Creator}"),
            Invited i => (i.Inviter.ToString(), $"invites {i.Invitee}"),
            RegistrationRequested r => (r.Account.ToString(), r.Nick),
            RoomDestroyed d => ("", d.Reason ?? ""),
            _ => ("", ""),
        };
        // The name without its version.
        var name = RoomEventTypes.NameOf(e).Split('.')[0];
        output.WriteLine($"#{sequence} {Time(e.At)} {string.Join(": ", new[] { string.Join(' ', new[] { name, who }.Where(s => s.Length > 0)), what }.Where(s => s.Length > 0))}");
        var (left, there) = (Nicks(before), Nicks(after));
        if (there != left) output.WriteLine($"      now in the room: {(there.Length > 0 ? there : "nobody")}");
    }

    private static string Nicks(RoomState? room) => string.Join(", ", (room?.Occupants.All ?? []).Select(o => o.Nick).Order(StringComparer.Ordinal));

    private static string Option(OptionValue option)
        => $"{option.Var} = {(option.Var.Contains("secret", StringComparison.Ordinal) ? "(set)" : string.Join(", ", option.Values))}";

    /// <summary>What is no longer kept, in one line.</summary>
    internal static void TellTrimmed(TextWriter output, long from, long to)
        => output.WriteLine(from == to ? $"#{from} is no longer kept: a message" : $"#{from} to #{to} are no longer kept: messages");

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Reason(string? reason) => reason is null ? "" : $" ({reason})";

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
