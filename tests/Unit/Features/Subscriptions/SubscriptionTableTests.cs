using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Tests.Features.Subscriptions;

/// <summary>Every cell of the tables of RFC 6121 Appendix A, in the RFC's words: the state before, whether to route or deliver, the state after.</summary>
public class SubscriptionTableTests
{
    private const string OutboundSubscribe = """
        None yes None+PendingOut
        None+PendingOut yes None+PendingOut
        None+PendingIn yes None+PendingOut+PendingIn
        None+PendingOut+PendingIn yes None+PendingOut+PendingIn
        To yes To
        To+PendingIn yes To+PendingIn
        From yes From+PendingOut
        From+PendingOut yes From+PendingOut
        Both yes Both
        """;

    private const string OutboundUnsubscribe = """
        None yes None
        None+PendingOut yes None
        None+PendingIn yes None+PendingIn
        None+PendingOut+PendingIn yes None+PendingIn
        To yes None
        To+PendingIn yes None+PendingIn
        From yes From
        From+PendingOut yes From
        Both yes From
        """;

    private const string OutboundSubscribed = """
        None no None
        None+PendingOut no None+PendingOut
        None+PendingIn yes From
        None+PendingOut+PendingIn yes From+PendingOut
        To no To
        To+PendingIn yes Both
        From no From
        From+PendingOut no From+PendingOut
        Both no Both
        """;

    private const string OutboundUnsubscribed = """
        None no None
        None+PendingOut no None+PendingOut
        None+PendingIn yes None
        None+PendingOut+PendingIn yes None+PendingOut
        To no To
        To+PendingIn yes To
        From yes None
        From+PendingOut yes None+PendingOut
        Both yes To
        """;

    private const string InboundSubscribe = """
        None yes None+PendingIn
        None+PendingOut yes None+PendingOut+PendingIn
        None+PendingIn no None+PendingIn
        None+PendingOut+PendingIn no None+PendingOut+PendingIn
        To yes To+PendingIn
        To+PendingIn no To+PendingIn
        From no From
        From+PendingOut no From+PendingOut
        Both no Both
        """;

    private const string InboundUnsubscribe = """
        None no None
        None+PendingOut no None+PendingOut
        None+PendingIn yes None
        None+PendingOut+PendingIn yes None+PendingOut
        To no To
        To+PendingIn yes To
        From yes None
        From+PendingOut yes None+PendingOut
        Both yes To
        """;

    private const string InboundSubscribed = """
        None no None
        None+PendingOut yes To
        None+PendingIn no None+PendingIn
        None+PendingOut+PendingIn yes To+PendingIn
        To no To
        To+PendingIn no To+PendingIn
        From no From
        From+PendingOut yes Both
        Both no Both
        """;

    private const string InboundUnsubscribed = """
        None no None
        None+PendingOut yes None
        None+PendingIn no None+PendingIn
        None+PendingOut+PendingIn yes None+PendingIn
        To yes None
        To+PendingIn yes None+PendingIn
        From no From
        From+PendingOut yes From
        Both yes From
        """;

    [Theory]
    [InlineData(PresenceType.Subscribe, OutboundSubscribe)]
    [InlineData(PresenceType.Unsubscribe, OutboundUnsubscribe)]
    [InlineData(PresenceType.Subscribed, OutboundSubscribed)]
    [InlineData(PresenceType.Unsubscribed, OutboundUnsubscribed)]
    public void Outbound_cells_are_those_of_the_appendix(PresenceType type, string table)
        => Check(table, state => SubscriptionTable.Outbound(state, type));

    [Theory]
    [InlineData(PresenceType.Subscribe, InboundSubscribe)]
    [InlineData(PresenceType.Unsubscribe, InboundUnsubscribe)]
    [InlineData(PresenceType.Subscribed, InboundSubscribed)]
    [InlineData(PresenceType.Unsubscribed, InboundUnsubscribed)]
    public void Inbound_cells_are_those_of_the_appendix(PresenceType type, string table)
        => Check(table, state => SubscriptionTable.Inbound(state, type));

    [Fact]
    public void Stored_numbers_of_states_stay()
        => Assert.Equal([0, 1, 2, 3, 4, 8], Enum.GetValues<SubscriptionState>().Select(state => (int)state));

    private static void Check(string table, Func<SubscriptionState, SubscriptionStep> step)
    {
        var rows = table.Split('\n').Select(line => line.Trim().Split(' ')).ToList();
        Assert.Equal(9, rows.Select(row => row[0]).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(new SubscriptionStep(row[1] == "yes", State(row[2])), step(State(row[0]))));
    }

    private static SubscriptionState State(string name) => Enum.Parse<SubscriptionState>(name.Replace('+', ','));
}
