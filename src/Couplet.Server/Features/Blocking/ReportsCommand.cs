using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Blocking;

/// <summary>Lists the reports of abuse to administrators, the newest first.</summary>
internal sealed class ReportsCommand(CoupletServer server)
{
    internal const string Node = "urn:couplet:admin#abuse-reports";
    private const string MaxItems = "max_items";
    private const string Reported = "reported";

    internal ValueTask<CommandStep> Ask(CommandInput input) => CommandStep.Ask(DataForm.Build(DataFormType.Form).Title("List the reports of abuse")
        .List(MaxItems, "25", [new("25"), new("100"), new("none", "All")], "How many to show")
        .Text(Reported, label: "Only those that report this address, or addresses of this domain").ToForm(), ListAsync);

    private async ValueTask<CommandStep> ListAsync(CommandInput input)
    {
        var text = input.Form.GetValue(MaxItems) ?? "25";
        var most = int.MaxValue;
        if (text != "none" && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most == 0))
            return CommandStep.Refused(CommandErrors.BadPayload("The number of items to show is a number, or 'none'."));
        var wanted = input.Form.GetValue(Reported)?.Trim();
        var reports = (await AbuseReports.ListAsync(server).ConfigureAwait(false))
            .Where(r => string.IsNullOrEmpty(wanted) || r.Reported.Bare.ToString() == wanted || r.Reported.Domain == wanted).Take(most).Select(r => r.ToString()).ToList();
        return reports.Count == 0 ? CommandStep.Done("Nobody has reported anything.")
            : CommandStep.Done(result: DataForm.Build(DataFormType.Result).Title("Reports of abuse").Lines("reports", string.Join('\n', reports), "The reports").ToForm());
    }
}
