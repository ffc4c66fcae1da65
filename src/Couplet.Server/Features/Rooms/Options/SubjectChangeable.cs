namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether participants may change the subject.</summary>
internal sealed class SubjectChangeable() : BooleanOption("muc#roomconfig_changesubject", "Allow Occupants to Change Subject?")
{
    /// <inheritdoc/>
    protected override bool Get(RoomConfig config) => config.OccupantsChangeSubject;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, bool value) => config with { OccupantsChangeSubject = value };
}
