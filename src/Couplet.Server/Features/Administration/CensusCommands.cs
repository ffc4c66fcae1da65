using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.Administration;

/// <summary>XEP-0133 §4.13, §4.15, §4.18, §4.20: how many accounts there are, how many are online, and which.</summary>
internal sealed class CensusCommands(CoupletServer server)
{
    private const string MaxItems = "max_items";
    private static readonly FormOption[] s_counts = [new("25"), new("50"), new("100"), new("200"), new("none", "All")];

    internal async ValueTask<CommandStep> CountRegisteredAsync(CommandInput input)
    {
        var count = 0;
        await foreach (var account in server.AccountStore.ListAsync().ConfigureAwait(false)) count++;
        return Number("registeredusersnum", "The number of accounts", count);
    }

    internal ValueTask<CommandStep> CountOnline(CommandInput input) => Number("onlineusersnum", "The number of accounts online", Online().Count());

    internal ValueTask<CommandStep> AskForRegistered(CommandInput input) => CommandStep.Ask(Bound("List the accounts"), ListRegisteredAsync);

    internal ValueTask<CommandStep> AskForOnline(CommandInput input) => CommandStep.Ask(Bound("List the accounts online"), ListOnline);

    private async ValueTask<CommandStep> ListRegisteredAsync(CommandInput input)
    {
        if (!TryBound(input, out var most)) return NoBound();
        var found = new List<string>();
        await foreach (var account in server.AccountStore.ListAsync().ConfigureAwait(false))
        {
            if (found.Count >= most) break;
            found.Add(account);
        }
        return List("registereduserjids", "The accounts", found);
    }

    private ValueTask<CommandStep> ListOnline(CommandInput input)
        => TryBound(input, out var most) ? List("onlineuserjids", "The accounts online", Online().Take(most)) : NoBound();

    private IEnumerable<string> Online() => server.ActiveAccounts.Where(a => !a.Sessions.IsEmpty).Select(a => a.Jid.ToString()).Order(StringComparer.Ordinal);

    private static DataForm Bound(string title) => AdminForm.Ask(title).List(MaxItems, "25", s_counts, "How many to show").ToForm();

    private static bool TryBound(CommandInput input, out int most)
    {
        most = int.MaxValue;
        return input.Form.GetValue(MaxItems) switch
        {
            null => (most = 25) > 0,
            "none" => true,
            var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most > 0,
        };
    }

    private static CommandStep NoBound() => CommandStep.Refused(CommandErrors.BadPayload("The number of items to show is a number, or 'none'."));

    private static CommandStep Number(string name, string label, int count)
        => CommandStep.Done(result: AdminForm.Result().Text(name, count.ToString(CultureInfo.InvariantCulture), label).ToForm());

    private static CommandStep List(string name, string label, IEnumerable<string> jids)
        => CommandStep.Done(result: AdminForm.Result().Jids(name, jids, label).ToForm());
}
