namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Whether those without an affiliation may register (§7.10, §9.9).</summary>
internal sealed class RegistrationOption() : ChoiceOption<Registration>("{urn:couplet:rooms}registration", "Who May Register as a Member?",
    ("closed", "Nobody", Registration.Closed), ("open", "Anyone", Registration.Open), ("approval", "Those Whom an Admin Approves", Registration.Approval))
{
    /// <inheritdoc/>
    protected override Registration Get(RoomConfig config) => config.Registration;

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, Registration value) => config with { Registration = value };
}
