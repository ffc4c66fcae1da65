using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Roster;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.AccountArchive;

/// <summary>What an account's owner wants archived (XEP-0441). The names may not change: they outlive the program.</summary>
/// <param name="Default"><c>always</c>, <c>never</c> or <c>roster</c>.</param>
/// <param name="Always">Addresses whose messages are always archived.</param>
/// <param name="Never">Addresses whose messages are never archived.</param>
internal sealed record ArchivePreferences(string Default, ImmutableArray<string> Always, ImmutableArray<string> Never)
{
    internal const string Kind = "archive-preferences";
    private const int MaxJids = 1_000;

    internal static ArchivePreferences Standard { get; } = new("always", [], []);

    /// <summary>Whether messages with this address are archived.</summary>
    internal async ValueTask<bool> WantsAsync(Account account, Jid with)
    {
        if (Lists(Always, with)) return true;
        if (Lists(Never, with)) return false;
        return Default == "roster" ? (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(with)?.IsListed == true : Default == "always";
    }

    internal Element ToElement() => new("prefs", ArchiveProtocol.Namespace, new XmlAttr("default", Default), List("always", Always), List("never", Never));

    internal static StanzaError? TryRead(Element prefs, out ArchivePreferences? preferences)
    {
        preferences = null;
        if (prefs["default"] is not ("always" or "never" or "roster")) return StanzaError.BadRequest("default: always, never or roster.");
        if (!TryJids(prefs.Child("always"), out var always) || !TryJids(prefs.Child("never"), out var never)) return StanzaError.JidMalformed("A JID is malformed.");
        if (always.Length + never.Length > MaxJids) return StanzaError.ResourceConstraint("There are too many JIDs.");
        preferences = new ArchivePreferences(prefs["default"]!, always, never);
        return null;
    }

    internal static async ValueTask<ArchivePreferences> LoadAsync(Account account)
        => await account.Server.Storage.Documents.GetAsync(account.Jid.ToString(), Kind, "").ConfigureAwait(false) is { } json
            ? Decode(json) : Standard;

    internal ValueTask SaveAsync(Account account)
        => account.Server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), Kind, "", Encode()) });

    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ArchivePreferencesJson.Default.ArchivePreferences);

    internal static ArchivePreferences Decode(ReadOnlyMemory<byte> json)
        => JsonSerializer.Deserialize(json.Span, ArchivePreferencesJson.Default.ArchivePreferences) ?? Standard;

    private static bool Lists(ImmutableArray<string> jids, Jid with) => jids.Contains(with.ToString()) || jids.Contains(with.Bare.ToString());

    private static Element List(string name, ImmutableArray<string> jids)
        => new(name, ArchiveProtocol.Namespace, jids.Select(jid => new Element("jid", ArchiveProtocol.Namespace, jid)));

    private static bool TryJids(Element? list, out ImmutableArray<string> jids)
    {
        var all = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list?.Elements("jid") ?? [])
        {
            jids = [];
            if (!Jid.TryParse(item.Text.Trim(), out var jid)) return false;
            all.Add(jid.ToString());
        }
        jids = all.DrainToImmutable();
        return true;
    }
}

[JsonSerializable(typeof(ArchivePreferences))]
internal sealed partial class ArchivePreferencesJson : JsonSerializerContext;
