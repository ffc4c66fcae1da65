using System.Text;
using Couplet.Tests.Net;

namespace Couplet.Tests.Sessions;

/// <summary>The other end of a connection: says what it is told, and waits for what must come.</summary>
internal sealed class TestClient(MemoryConnection connection, Task serving)
{
    internal const string Header = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly StringBuilder _seen = new();

    /// <summary>Done when the server is done with the connection.</summary>
    internal Task Served => serving.WaitAsync(s_patience);

    internal Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes; those that the server does not take any more are thrown away.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await connection.ToServer.WriteAsync(bytes).AsTask().WaitAsync(s_patience);
        }
        catch (InvalidOperationException)
        {
            // The server has closed: what it said is still to be read.
        }
    }

    internal Task<string> OpenAsync() => RequestAsync(Header, "</stream:features>");

    internal async Task AuthenticateAsync(string name, string password = "secret")
    {
        var answer = await RequestAsync(Plain(name, password), "<success");
        Assert.Contains("<success", answer, StringComparison.Ordinal);
        await OpenAsync();
    }

    internal static string Plain(string name, string password)
        => $"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{password}"))}</auth>";

    internal async Task<string> RequestAsync(string text, string until)
    {
        await SendAsync(text);
        return await UntilAsync(until);
    }

    /// <summary>What came, up to and with the end of a text and the tag it is in.</summary>
    internal async Task<string> UntilAsync(string text)
    {
        while (true)
        {
            var seen = _seen.ToString();
            var at = seen.IndexOf(text, StringComparison.Ordinal);
            var end = at < 0 ? -1 : seen.IndexOf('>', at + text.Length - 1);
            if (end >= 0)
            {
                _seen.Remove(0, end + 1);
                return seen[..(end + 1)];
            }
            if (!await ReadAsync(text)) Assert.Fail($"The server closed before '{text}'; it said: {seen}");
        }
    }

    /// <summary>What comes until the server closes. This side closes as soon as the stream is closed.</summary>
    internal async Task<string> ToEndAsync()
    {
        while (!_seen.ToString().Contains("</stream:stream>", StringComparison.Ordinal) && await ReadAsync("the end"))
        {
        }
        await HangUpAsync();
        await Served;
        return _seen.ToString();
    }

    /// <summary>The connection breaks.</summary>
    internal async Task HangUpAsync() => await connection.ToServer.CompleteAsync();

    private async Task<bool> ReadAsync(string waitingFor)
    {
        try
        {
            var result = await connection.FromServer.ReadAsync().AsTask().WaitAsync(s_patience);
            foreach (var segment in result.Buffer) _seen.Append(Encoding.UTF8.GetString(segment.Span));
            connection.FromServer.AdvanceTo(result.Buffer.End);
            return !result.IsCompleted;
        }
        catch (InvalidOperationException)
        {
            return false; // cut
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited for '{waitingFor}'; so far: {_seen}");
        }
    }
}
