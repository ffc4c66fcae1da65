namespace Couplet.Server.Hosting;

/// <summary>In-band registration (XEP-0077).</summary>
public sealed class RegistrationOptions
{
    /// <summary>Whether anybody may make an account.</summary>
    public bool Enabled { get; set; }

    /// <summary>Accounts that one address may make in an hour.</summary>
    public int PerAddressPerHour { get; set; } = 5;
}
