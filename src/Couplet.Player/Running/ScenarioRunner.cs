using System.Collections.Immutable;
using Couplet.Player.Scenarios;

namespace Couplet.Player.Running;

/// <summary>Plays a script: one action after the other, and at the end every client leaves.</summary>
public sealed class ScenarioRunner(IScenarioConnector connector, RunSettings settings, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Plays a script.</summary>
    /// <exception cref="ConnectException">Nobody answers at the server's address.</exception>
    public async Task<ScenarioResult> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var participants = scenario.Clients.ToImmutableDictionary(c => c.Name, c => new Participant(c), StringComparer.Ordinal);
        ScenarioFailure? failure;
        try
        {
            failure = await ActAsync(scenario, participants, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(participants.Values.Select(p => p.Stream?.DisposeAsync().AsTask() ?? Task.CompletedTask));
        }
        return new ScenarioResult(scenario, time.GetElapsedTime(start), failure);
    }

    private async Task<ScenarioFailure?> ActAsync(Scenario scenario, ImmutableDictionary<string, Participant> participants, CancellationToken cancellationToken)
    {
        var variables = new Variables(participants);
        var receiving = new Receiving(settings, time);
        ScenarioClient? previous = null;
        foreach (var action in scenario.Actions)
        {
            if (previous is not null && previous != action.Client) await Task.Delay(settings.Pace, time, cancellationToken);
            previous = action.Client;
            var who = participants[action.Client.Name];
            try
            {
                var failure = action.Verb switch
                {
                    ScenarioVerb.Connects => await ConnectAsync(who, action, cancellationToken),
                    ScenarioVerb.Disconnects => await DisconnectAsync(who, action, cancellationToken),
                    ScenarioVerb.Drops => await DropAsync(who, action),
                    ScenarioVerb.Sends => await SendAsync(who, action, variables, cancellationToken),
                    _ => await receiving.RunAsync(who, action, variables, cancellationToken),
                };
                if (failure is not null) return failure;
            }
            catch (VariableException e)
            {
                return new ScenarioFailure(action, e.Message);
            }
            catch (ConnectException e) when (!e.NoServer)
            {
                return new ScenarioFailure(action, e.Message);
            }
        }
        return null;
    }

    private async Task<ScenarioFailure?> ConnectAsync(Participant who, ScenarioAction action, CancellationToken cancellationToken)
    {
        if (who.IsConnected) return Ended(who, action) ?? new ScenarioFailure(action, $"'{who.Script.Name}' is connected already");
        var start = time.GetTimestamp();
        while (true)
        {
            using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await who.EnterAsync(await connector.ConnectAsync(who.Script, either.Token));
                return null;
            }
            catch (ConnectException) when (time.GetElapsedTime(start) < settings.Patience)
            {
                await Task.Delay(s_pause, time, cancellationToken);
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return new ScenarioFailure(action, $"the server did not let '{who.Script.Name}' in within {settings.ConnectTimeout.TotalSeconds:0.#} s");
            }
        }
    }

    private async Task<ScenarioFailure?> DisconnectAsync(Participant who, ScenarioAction action, CancellationToken cancellationToken)
    {
        if (!who.IsConnected) return null;
        if (Ended(who, action) is { } failure) return failure;
        who.HasLeft = true;
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await who.Stream!.CloseAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ScenarioFailure(action, $"the server did not close the stream of '{who.Script.Name}' within {settings.Timeout.TotalSeconds:0.#} s");
        }
    }

    private static async Task<ScenarioFailure?> DropAsync(Participant who, ScenarioAction action)
    {
        if (!who.IsConnected) return null;
        if (Ended(who, action) is { } failure) return failure;
        who.HasLeft = true;
        await who.Stream!.DropAsync();
        return null;
    }

    private static async Task<ScenarioFailure?> SendAsync(Participant who, ScenarioAction action, Variables variables, CancellationToken cancellationToken)
    {
        if (who.Stream is null) return new ScenarioFailure(action, $"'{who.Script.Name}' has not connected");
        if (Ended(who, action) is { } failure) return failure;
        var stanza = variables.Substitute(action.Body!);
        if (who.IsConnected) await who.Stream.SendAsync(stanza, cancellationToken);
        return null;
    }

    private static ScenarioFailure? Ended(Participant who, ScenarioAction action)
        => who.UnexpectedEnd is { } reason ? new ScenarioFailure(action, $"the stream of '{who.Script.Name}' has ended: {reason}") : null;
}
