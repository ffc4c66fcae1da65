using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Blocking;

namespace Couplet.Tests.Features.Blocking;

public class AbuseReportTests
{
    private const string Block = "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='tybalt@evil.example'>"
        + "<report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.example' id='1'/><text>Never came trouble to my house like this.</text></report></item></block></iq>";

    [Fact]
    public async Task Administrators_see_what_was_reported_and_others_do_not()
    {
        var harness = await AccountHarness.StartAsync(o => o.Admins.Add("nurse@capulet.example"));
        var juliet = await harness.LoginAsync("juliet");
        await juliet.AskAsync(Block);
        var report = Assert.Single(await AbuseReports.ListAsync(harness.Server));
        Assert.Equal(("juliet@capulet.example", "tybalt@evil.example", "spam", 1), (report.Reporter.ToString(), report.Reported.ToString(), report.Reason, report.Messages));
        Assert.Equal("Never came trouble to my house like this.", report.Text);

        const string list = "<iq type='set' id='c' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='urn:couplet:admin#abuse-reports'/></iq>";
        juliet.Post(list.Replace("id='c'", "id='d'", StringComparison.Ordinal));
        Assert.Equal(StanzaErrorCondition.Forbidden, (await juliet.AnswerAsync("d")).Error!.Condition);
        var nurse = await harness.LoginAsync("nurse");
        nurse.Post(list);
        var session = (await nurse.AnswerAsync("c")).FirstChild!["sessionid"];
        nurse.Post($"<iq type='set' id='e' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='urn:couplet:admin#abuse-reports' sessionid='{session}'>"
            + "<x xmlns='jabber:x:data' type='submit'><field var='max_items'><value>none</value></field></x></command></iq>");
        Assert.Contains("juliet@capulet.example reports tybalt@evil.example: spam, 1 messages", (await nurse.AnswerAsync("e")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_are_told_where_they_want_it()
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.Admins.Add("nurse@capulet.example");
            o.NotifyReports = true;
        });
        var nurse = await harness.LoginAsync("nurse");
        var juliet = await harness.LoginAsync("juliet");
        await juliet.AskAsync(Block);
        Assert.Contains("tybalt@evil.example", nurse.Single<Message>().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reports_other_peoples_reports_away_or_floods_the_administrators()
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.Admins.Add("nurse@capulet.example");
            o.NotifyReports = true;
        });
        var nurse = await harness.LoginAsync("nurse");
        var juliet = await harness.LoginAsync("juliet");
        var tybalt = await harness.LoginAsync("tybalt");
        await juliet.AskAsync(Block);
        for (var n = 0; n < 15; n++) await tybalt.AskAsync(Reporting(n * 150, n == 0 ? 150 : 1));

        var reports = await AbuseReports.ListAsync(harness.Server);
        Assert.Equal(AbuseReports.MostOfOne + 1, reports.Count);
        Assert.Single(reports, r => r.Reporter.Local == "juliet");
        Assert.Equal(2, nurse.Take().OfType<Message>().Count());
    }

    private static string Reporting(int first, int count) => "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>"
        + string.Concat(Enumerable.Range(first, count).Select(n => $"<item jid='a{n}@evil.example'><report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'/></item>")) + "</block></iq>";
}
