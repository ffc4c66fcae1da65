using Couplet.Protocol.Addressing;

namespace Couplet.Server.Net.Bosh;

/// <summary>What client and server have agreed on at a session's beginning (XEP-0124 §7).</summary>
internal sealed record BoshTerms(string Sid, Jid Domain, int Wait, int Hold, bool Acknowledges, string Version, string ContentType)
{
    /// <summary>Longest time that a request is held, in seconds.</summary>
    internal const int MostWait = 60;

    /// <summary>Longest pause, in seconds (§10).</summary>
    internal const int MostPause = 120;

    /// <summary>Least time between two requests of a session that polls, in seconds (§12).</summary>
    internal const int Polling = 2;

    private const int MostHold = 2;
    private const string OurVersion = "1.11";
    private const string Xml = "text/xml; charset=utf-8";

    /// <summary>Requests that the client may have under way.</summary>
    internal int Requests => Hold + 1;

    /// <summary>Whether no request is held: the client polls.</summary>
    internal bool Polls => Hold == 0 || Wait == 0;

    /// <summary>How long the client may be silent while no request is held, in seconds.</summary>
    internal int Inactivity => Polls ? 75 : 30;

    /// <summary>Agrees to what a client asks for, within bounds.</summary>
    internal static BoshTerms Of(BoshRequest request, string sid, Jid domain) => new(sid, domain,
        Math.Min(request.Number("wait") ?? MostWait, MostWait), Math.Min(request.Number("hold") ?? 1, MostHold), request.Body["ack"] == "1",
        Lower(request.Body["ver"]), Type(request.Body["content"]));

    /// <summary>The attributes of the answer that begins the session.</summary>
    internal IEnumerable<(string, string)> Attributes(long rid)
    {
        yield return ("sid", Sid);
        yield return ("wait", BoshBody.Number(Wait));
        yield return ("requests", BoshBody.Number(Requests));
        yield return ("hold", BoshBody.Number(Hold));
        yield return ("inactivity", BoshBody.Number(Inactivity));
        yield return ("polling", BoshBody.Number(Polling));
        yield return ("maxpause", BoshBody.Number(MostPause));
        yield return ("ver", Version);
        yield return ("from", Domain.ToString());
        if (Acknowledges) yield return ("ack", BoshBody.Number(rid));
        yield return ("xmpp:version", "1.0");
        yield return ("xmpp:restartlogic", "true");
    }

    private static string Lower(string? version)
        => System.Version.TryParse(version, out var theirs) && theirs < System.Version.Parse(OurVersion) ? theirs.ToString(2) : OurVersion;

    // What people write to each other is no web page: a client may choose among the types that no browser runs.
    private static string Type(string? wanted)
        => wanted is "text/xml" or "text/xml; charset=utf-8" or "application/xml" or "application/xml; charset=utf-8" or "text/plain" or "text/plain; charset=utf-8" ? wanted : Xml;
}
