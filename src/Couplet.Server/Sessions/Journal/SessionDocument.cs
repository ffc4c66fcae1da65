using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Sessions.Journal;

/// <summary>What a session is besides its stanzas. The names may not change: they outlive the program.</summary>
/// <param name="Presence">The last broadcast presence as XML, or null.</param>
/// <param name="IsInterested">Whether it hears of changes of the roster.</param>
/// <param name="Flags">The names of what features keep of it (<see cref="Features.FeatureRegistry.Keep"/>).</param>
internal sealed record SessionDocument(string? Presence, bool IsInterested, string[] Flags)
{
    /// <summary>The document of a session.</summary>
    internal static byte[] Write(ClientSession session) => JsonSerializer.SerializeToUtf8Bytes(new SessionDocument(
        session.Presence?.ToString(), session.IsInterested,
        [.. session.Account.Server.Features.KeptFlags.Where(f => f.Read(session)).Select(f => f.Name)]), SessionDocumentJson.Default.SessionDocument);

    /// <summary>Gives a session what its document says.</summary>
    internal static void Apply(ReadOnlySpan<byte> json, ClientSession session)
    {
        if (json.IsEmpty || JsonSerializer.Deserialize(json, SessionDocumentJson.Default.SessionDocument) is not { } document) return;
        if (document.Presence is { } xml && Stanza.TryRead(XmlFragment.ParseElement(xml, Stanza.ClientNamespace), out var read, out _) && read is Presence presence)
        {
            session.Presence = presence;
            session.Priority = presence.Priority;
        }
        session.IsInterested = document.IsInterested;
        foreach (var flag in session.Account.Server.Features.KeptFlags)
            if (document.Flags.Contains(flag.Name)) flag.Restore(session);
    }

    /// <summary>Cheap to compare: another stamp means that there may be another document.</summary>
    internal static (Presence? Presence, int Flags) Stamp(ClientSession session)
    {
        var flags = session.IsInterested ? 1 : 0;
        var bit = 2;
        foreach (var flag in session.Account.Server.Features.KeptFlags)
        {
            if (flag.Read(session)) flags |= bit;
            bit <<= 1;
        }
        return (session.Presence, flags);
    }
}

[JsonSerializable(typeof(SessionDocument))]
internal sealed partial class SessionDocumentJson : JsonSerializerContext;
