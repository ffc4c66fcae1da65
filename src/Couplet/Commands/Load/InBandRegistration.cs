using Couplet.Player.Client;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;

namespace Couplet.Commands.Load;

/// <summary>Makes an account on a stream that is not logged in yet (XEP-0077 §3.1).</summary>
internal static class InBandRegistration
{
    private const string Id = "register";

    /// <summary>Registers. An account that is there already is as good.</summary>
    /// <exception cref="IOException">The server refused.</exception>
    internal static async Task RunAsync(ElementStream stream, Jid account, string password, CancellationToken cancellation)
    {
        await stream.WriteAsync(new Element("iq", Stanza.ClientNamespace, new XmlAttr("type", "set"), new XmlAttr("id", Id),
            new Element("query", ForeignNamespaces.Register,
                new Element("username", ForeignNamespaces.Register, account.Local!),
                new Element("password", ForeignNamespaces.Register, password))), cancellation).ConfigureAwait(false);
        var answer = await stream.ReadAsync(cancellation).ConfigureAwait(false) ?? throw new IOException("the server closed the stream instead of making the account");
        if (StreamEnd.IsError(answer)) throw new IOException(StreamEnd.Describe(answer) + " (does the server allow registration?)");
        if (answer["type"] == "result") return;
        var error = answer.Child("error", Stanza.ClientNamespace) is { } e ? StanzaError.FromElement(e) : null;
        if (error?.Condition != StanzaErrorCondition.Conflict) throw new IOException($"the server refuses to make the account: {Refusal.Of(error)}");
    }
}
