using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Sessions;

namespace Couplet.Tests.Accounts;

/// <summary>Who is asked about what is sent. The extensions here look at neither account nor session.</summary>
public sealed class AccountHooksTests
{
    private static readonly StanzaHeader s_header = new(Jid.Parse("ann@example/a"), Jid.Parse("bob@example"), "1");
    private static readonly Message s_message = new(s_header, MessageType.Chat);
    private static readonly Presence s_presence = new(s_header, PresenceType.Available);
    private static readonly Iq s_iq = new(s_header, IqType.Get);
    private readonly List<string> _asked = [];
    private readonly AccountHooks _hooks = new();

    [Theory]
    [InlineData(StanzaKinds.None, "")]
    [InlineData(StanzaKinds.Messages, "message")]
    [InlineData(StanzaKinds.Presences, "presence")]
    [InlineData(StanzaKinds.Iqs, "iq")]
    [InlineData(StanzaKinds.Messages | StanzaKinds.Iqs, "message iq")]
    [InlineData(StanzaKinds.All, "message presence iq")]
    public async Task An_extension_is_shown_what_concerns_it(StanzaKinds concerns, string shown)
    {
        _hooks.Add(new Both(_asked, "") { Concerns = concerns });
        foreach (var stanza in (Stanza[])[s_message, s_presence, s_iq])
        {
            Assert.Same(stanza, await _hooks.OutgoingAsync(null!, null!, stanza));
            Assert.Same(stanza, await _hooks.IncomingAsync(null!, stanza));
        }
        var names = shown.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.SelectMany(name => (string[])[$" out {name}", $" in {name}"]), _asked);
    }

    [Fact]
    public async Task One_that_says_nothing_of_a_direction_is_asked_in_the_other_alone()
    {
        _hooks.Add(new OutgoingAlone(_asked));
        _hooks.Add(new Silent());
        await _hooks.OutgoingAsync(null!, null!, s_message);
        await _hooks.IncomingAsync(null!, s_message);
        Assert.Equal(["out"], _asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_asked_in_order_until_one_lets_nothing_pass(bool waits)
    {
        _hooks.Add(new Both(_asked, "first") { Waits = waits });
        _hooks.Add(new Both(_asked, "second") { Waits = waits, Answer = s_iq });
        _hooks.Add(new Both(_asked, "third") { Waits = waits, Concerns = StanzaKinds.Messages, Answer = null });
        _hooks.Add(new Both(_asked, "fourth") { Waits = waits });

        Assert.Null(await _hooks.OutgoingAsync(null!, null!, s_message));
        // The third is shown what the second has made of the message: who is asked depends on what was sent.
        Assert.Equal(["first out message", "second out message", "third out iq"], _asked);
        _asked.Clear();
        Assert.Null(await _hooks.IncomingAsync(null!, s_message));
        Assert.Equal(["first in message", "second in message", "third in iq"], _asked);
        _asked.Clear();
        Assert.Same(s_iq, await _hooks.IncomingAsync(null!, s_presence));
        Assert.Equal(["first in presence", "second in presence", "fourth in iq"], _asked);
    }

    private sealed class Both(List<string> asked, string name) : IAccountExtension
    {
        private static readonly Stanza s_same = new Message(default, MessageType.Error);

        public StanzaKinds Concerns { get; init; } = StanzaKinds.All;

        internal bool Waits { get; init; }

        internal Stanza? Answer { get; init; } = s_same;

        public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza) => AnswerAsync("out", stanza);

        public ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza) => AnswerAsync("in", stanza);

        private async ValueTask<Stanza?> AnswerAsync(string direction, Stanza stanza)
        {
            if (Waits) await Task.Yield();
            asked.Add($"{name} {direction} {stanza.Name}");
            return Answer == s_same ? stanza : Answer;
        }
    }

    private sealed class OutgoingAlone(List<string> asked) : IAccountExtension
    {
        public ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
        {
            asked.Add("out");
            return new(stanza);
        }
    }

    private sealed class Silent : IAccountExtension;
}
