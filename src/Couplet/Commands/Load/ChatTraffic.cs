using Couplet.Protocol.Xml;

namespace Couplet.Commands.Load;

/// <summary>Pairs: whoever receives a message answers it, so that each pair has as many under way as the window is wide. Between full JIDs.</summary>
internal sealed class ChatTraffic(LoadSettings settings, Crowd crowd, LoadTally tally) : Traffic
{
    private readonly byte[] _opening = LoadMark.Opening(settings.Run);
    private readonly List<Speaker> _speakers = [];

    internal override long Expected => _speakers.Sum(s => s.Sent);

    internal override Task PrepareAsync(CancellationToken cancellation)
    {
        for (var pair = 0; pair < settings.Pairs; pair++)
        {
            var (one, other) = (crowd[2 * pair], crowd[(2 * pair) + 1]);
            Connect(pair, one, other, 0);
            Connect(pair, other, one, 1);
        }
        return Task.CompletedTask;
    }

    internal override async Task StartAsync(CancellationToken cancellation)
    {
        var first = _speakers.Where((_, i) => i % 2 == 0).ToList();
        if (settings.Rate > 0)
        {
            await Pacer.RunAsync(first, settings.Rate, () => IsStopped, cancellation).ConfigureAwait(false);
            return;
        }
        foreach (var speaker in first)
        {
            for (var i = 0; i < settings.Window; i++) speaker.Say();
            await speaker.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private void Connect(int pair, LoadClient me, LoadClient other, int number)
    {
        var speaker = new Speaker(me, new MessageTemplate(other.Address.ToString(), "chat", settings.Run, settings.Body), tally, pair, number);
        _speakers.Add(speaker);
        var check = new SequenceCheck(2, tally);
        me.Taken = stanza =>
        {
            if (stanza.Name != "message") return;
            if (stanza["type"] == "error") tally.Error($"A message to {other.Address} came back: {Refusal.Of(stanza)}");
            else if (LoadMark.TryFind(stanza.InnerXml.Span, _opening, out var mark)) Take(mark);
        };

        void Take(in LoadMark mark)
        {
            if (mark.Group != pair)
            {
                tally.Disorder();
                return;
            }
            check.Take(mark, own: false);
            if (settings.Rate == 0 && !IsStopped) speaker.Say();
        }
    }
}
