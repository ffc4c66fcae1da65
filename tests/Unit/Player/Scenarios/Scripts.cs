using Couplet.Player.Scenarios;

namespace Couplet.Tests.Player.Scenarios;

/// <summary>Scripts for tests: a head that declares a few clients, and what a test adds.</summary>
internal static class Scripts
{
    public const string Head = """
        # Tests
        [Client] Romeo
        	jid: romeo@localhost
        	password: secret

        [Client] Juliet
        	jid: juliet@localhost/balcony
        	password: secret

        [Client] Juliet's phone
        	jid: juliet@localhost
        	resource: phone

        ---

        """;

    public static Scenario Parse(string actions) => Scenario.Parse("test.scs", Head + actions);

    public static ScenarioException Error(string script) => Assert.Throws<ScenarioException>(() => Scenario.Parse("test.scs", script));
}
