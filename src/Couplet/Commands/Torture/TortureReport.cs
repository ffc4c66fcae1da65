using System.Globalization;

namespace Couplet.Commands.Torture;

/// <summary>What happens, while it happens, and the judgement.</summary>
internal sealed class TortureReport(TextWriter output, TortureSettings settings)
{
    internal void Open()
        => Say($"couplet torture --seed {settings.Seed} --kills {settings.Kills} --clients {settings.Clients} --rooms {settings.Rooms} --seconds {settings.Seconds}"
            + $" --storage {(settings.Postgres is null ? "sqlite" : "postgres")}\n");

    internal void Event(TimeSpan at, string what) => Say($"{Clock(at)}  {what}");

    internal void Kill(TimeSpan at, int number, bool again, Ledger ledger, TimeSpan back) => Say(
        $"{Clock(at)}  kill -9, the {Ordinal(number)}{(again ? ", and again while it starts" : "")}; {Number(ledger.Lines.Count)} lines sent, "
        + $"{Number(ledger.Acknowledged)} acknowledged; back after {back.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");

    internal void Close(Ledger ledger, Person[] people, Verdict verdict, TimeSpan elapsed)
    {
        var fates = ledger.Lines.ToLookup(l => ledger.FateOf(l.Marker));
        Say("");
        Row("lines sent", ledger.Lines.Count);
        Row("acknowledged", fates[Fate.Acknowledged].Count());
        Row("refused with an error", fates[Fate.Refused].Count());
        Row("cut off by a kill", fates[Fate.Unknown].Count());
        Row("seen by occupants", ledger.Visits.Sum(v => v.Live.Count));
        Row("told as history", ledger.Visits.Sum(v => v.History.Count));
        Row("direct, received", ledger.Chats.Count);
        Row("direct, held back", ledger.Late.Count);
        Row("sessions begun", people.Sum(p => p.Logins));
        Row("sessions resumed", people.Sum(p => p.Resumptions));
        Row("resumptions refused", people.Sum(p => p.Refusals));
        Say("");
        foreach (var (promise, broken) in verdict.Promises)
        {
            Say($"  {(broken.Count == 0 ? "held  " : "BROKEN")}  {promise}");
            foreach (var what in broken) Say($"          - {what}");
        }
        Say("");
        Say(verdict.IsClean
            ? $"Nothing was lost, nothing came twice. {settings.Kills + 1} kills in {elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s."
            : $"PROMISES WERE BROKEN. Seed {settings.Seed} makes the same choices again.");
    }

    private void Row(string name, int value) => Say($"  {name,-22} {Number(value),9}");

    private void Say(string line) => output.WriteLine(line);

    private static string Clock(TimeSpan at) => at.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(6) + " s";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ordinal(int number) => number + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
