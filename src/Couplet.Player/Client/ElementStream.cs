using System.Buffers;
using System.Net.Security;
using System.Text;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>An XML stream (RFC 6120 §4) over a connection: elements out, elements in.</summary>
internal sealed class ElementStream(Stream connection, int bufferSize = 16384) : IAsyncDisposable
{
    /// <summary>A player trusts the server that it tests with memory more than a server may trust its clients.</summary>
    private static readonly XmlLimits s_limits = XmlLimits.Default with { MaxStanzaBytes = 16 << 20, MaxDepth = 512, MaxAttributes = 512 };

    private readonly byte[] _buffer = new byte[bufferSize];
    private readonly XmlStreamReader _reader = new(s_limits, XmlFraming.Stream);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Stream _connection = connection;
    private ReadOnlySequence<byte> _input;

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure => _connection is SslStream;

    /// <summary>Opens a new stream (§4.3.3) and reads the server's header and features.</summary>
    /// <exception cref="IOException">The server answered otherwise.</exception>
    public async Task<Element> OpenAsync(string domain, CancellationToken cancellationToken)
    {
        _reader.Reset();
        var header = new StringBuilder("<?xml version='1.0'?><stream:stream to='")
            .Append(System.Security.SecurityElement.Escape(domain))
            .Append("' version='1.0' xmlns='").Append(Stanza.ClientNamespace)
            .Append("' xmlns:stream='").Append(StreamError.StreamNamespace).Append("'>");
        await WriteAsync(Encoding.UTF8.GetBytes(header.ToString()), cancellationToken);
        if (await NextAsync(cancellationToken) != XmlTokenKind.StreamOpen) throw new IOException("the server opened no stream");
        return await ReadAsync(cancellationToken) switch
        {
            { Name: "features", Namespace: StreamError.StreamNamespace } features => features,
            { } other => throw new IOException(StreamEnd.Describe(other)),
            null => throw new IOException("the server closed the stream at once"),
        };
    }

    /// <summary>Begins TLS (§5.4.3). What came in the clear behind the server's go-ahead is discarded.</summary>
    public async Task SecureAsync(string domain, bool acceptAny, CancellationToken cancellationToken)
    {
        _input = default;
        var options = new SslClientAuthenticationOptions { TargetHost = domain };
#pragma warning disable CA5359 // Test servers sign their certificates themselves; the user, or a loopback address, says that this is one.
        if (acceptAny) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        var secure = new SslStream(_connection);
        _connection = secure;
        await secure.AuthenticateAsClientAsync(options, cancellationToken);
    }

    /// <summary>The next element, or null when the server closes the stream.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="XmlStreamException">What came is no XMPP.</exception>
    public async Task<Element?> ReadAsync(CancellationToken cancellationToken)
        => await NextAsync(cancellationToken) == XmlTokenKind.Element ? _reader.Current!.ToElement() : null;

    /// <summary>
    /// Reads until the server closes the stream, and builds no trees: for those who take in much and look at little of it.
    /// </summary>
    /// <param name="take">Gets each element as it comes.</param>
    /// <param name="caughtUp">Called when all that has come in is taken, before more is waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="XmlStreamException">What comes is no XMPP.</exception>
    public async Task PumpAsync(Action<RawElement> take, Func<ValueTask> caughtUp, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kind = _reader.Read(ref _input);
            if (kind == XmlTokenKind.StreamClose) return;
            if (kind == XmlTokenKind.Element)
            {
                take(_reader.Current!);
                continue;
            }
            await caughtUp();
            if (!await FillAsync(cancellationToken)) throw new IOException("the server closed the connection without closing the stream");
        }
    }

    /// <summary>Sends bytes that are whole elements. The caller sees to it that no two calls overlap.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _connection.WriteAsync(bytes, cancellationToken);

    /// <summary>Sends an element.</summary>
    public Task WriteAsync(Element element, CancellationToken cancellationToken)
        => WriteAsync(ElementWriter.ToBytes(element, Stanza.ClientNamespace), cancellationToken);

    /// <summary>Closes the stream in this direction (§4.4).</summary>
    public Task EndAsync(CancellationToken cancellationToken) => WriteAsync("</stream:stream>"u8.ToArray(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _connection.WriteAsync(bytes, cancellationToken);
            await _connection.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<XmlTokenKind> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var kind = _reader.Read(ref _input);
            if (kind is not (XmlTokenKind.NeedMore or XmlTokenKind.Whitespace)) return kind;
            if (!await FillAsync(cancellationToken)) throw new IOException("the server closed the connection without closing the stream");
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var count = await _connection.ReadAsync(_buffer, cancellationToken);
        _input = new ReadOnlySequence<byte>(_buffer, 0, count);
        return count > 0;
    }
}
