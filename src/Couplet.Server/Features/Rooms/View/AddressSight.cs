namespace Couplet.Server.Features.Rooms.View;

/// <summary>Which senders' real addresses a reader of the archive may see (XEP-0313 §6.1.2).</summary>
internal enum AddressSight
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of messages that were said while everybody in the room saw addresses.</summary>
    Public,

    /// <summary>All: the reader would have seen them then, too.</summary>
    All,
}
