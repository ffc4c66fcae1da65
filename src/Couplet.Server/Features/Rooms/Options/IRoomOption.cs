using System.Collections.Immutable;
using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>One option of a room: its field in the form, its values, its checks, and what it tells the world.</summary>
internal interface IRoomOption
{
    /// <summary>The field's name; it is also stored in events and must never change.</summary>
    string Var { get; }

    /// <summary>The field of the configuration form (XEP-0045 §10.1.3).</summary>
    FormField Field(RoomConfig config);

    /// <summary>The values as they are stored.</summary>
    ImmutableArray<string> Read(RoomConfig config);

    /// <summary>The configuration with other values.</summary>
    /// <returns>What is wrong with the values, or null.</returns>
    string? Write(ImmutableArray<string> values, ref RoomConfig config);

    /// <summary>The features of service discovery that follow from the value (§6.4).</summary>
    IEnumerable<string> Features(RoomConfig config) => [];

    /// <summary>The status code that announces a change (§10.2.1).</summary>
    int StatusCode(RoomConfig before, RoomConfig after) => 104;
}
