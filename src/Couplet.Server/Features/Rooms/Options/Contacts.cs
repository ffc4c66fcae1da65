using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whom to write to about the room.</summary>
internal sealed class Contacts : IRoomOption
{
    /// <inheritdoc/>
    public string Var => "muc#roominfo_contactjid";

    /// <inheritdoc/>
    public FormField Field(RoomConfig config) => new(Var, FormFieldType.JidMulti) { Label = "Contact Addresses", Values = Read(config) };

    /// <inheritdoc/>
    public ImmutableArray<string> Read(RoomConfig config) => config.Contacts;

    /// <inheritdoc/>
    public string? Write(ImmutableArray<string> values, ref RoomConfig config)
    {
        var contacts = ImmutableArray.CreateBuilder<string>();
        foreach (var value in values)
        {
            if (value.Trim().Length == 0) continue;
            if (!Jid.TryParse(value.Trim(), out var contact)) return $"'{value}' is not an address";
            contacts.Add(contact.ToString());
        }
        config = config with { Contacts = contacts.DrainToImmutable() };
        return null;
    }
}
