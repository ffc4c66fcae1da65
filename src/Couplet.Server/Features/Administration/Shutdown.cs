using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133 §4.32: the service stops, after a while and an announcement.</summary>
internal sealed class Shutdown(CoupletServer server)
{
    private const string Delay = "delay";
    private const int MostSeconds = 86_400;
    private static readonly FormOption[] s_delays = [new("0", "At once"), new("30", "30 seconds"), new("60", "1 minute"), new("120", "2 minutes"), new("300", "5 minutes")];
    private ITimer? _timer;

    internal ValueTask<CommandStep> Ask(CommandInput input) => CommandStep.Ask(AdminForm.Ask("Shut down the service")
        .List(Delay, "60", s_delays, "When", required: true)
        .Lines(AdminForm.Text, label: "The announcement").ToForm(), Begin);

    private ValueTask<CommandStep> Begin(CommandInput input)
    {
        if (!int.TryParse(input.Form.GetValue(Delay), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MostSeconds)
            return CommandStep.Refused(CommandErrors.BadPayload("The delay is a number of seconds, a day at most."));
        if (input.Form.GetText(AdminForm.Text) is { Length: > 0 } text) new Announcement(server).Send(text);
        var timer = server.Time.CreateTimer(static state => ((CoupletServer)state!).RequestStop(), server, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        Interlocked.Exchange(ref _timer, timer)?.Dispose(); // the last word counts
        return CommandStep.Done($"The service stops in {seconds} seconds.");
    }
}
