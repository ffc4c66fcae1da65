using Couplet.Protocol.Sasl;
using Couplet.Server.Accounts;

namespace Couplet.Tests.Accounts;

/// <summary>Passwords that need no second derivation.</summary>
public sealed class VerifiedPasswordsTests
{
    private readonly VerifiedPasswords _passwords = new();
    private readonly ScramCredentials _stored = Derive("secret");

    [Fact]
    public void Only_what_was_verified_is_known()
    {
        Assert.False(_passwords.Knows("ann", _stored, "secret"));
        _passwords.Add("ann", _stored, "secret");
        Assert.True(_passwords.Knows("ann", _stored, "secret"));
        Assert.False(_passwords.Knows("ann", _stored, "Secret"));
        Assert.False(_passwords.Knows("ann", _stored, ""));
        Assert.False(_passwords.Knows("bob", _stored, "secret"));
    }

    [Fact]
    public void A_password_that_was_changed_is_not_known()
    {
        _passwords.Add("ann", _stored, "secret");
        Assert.False(_passwords.Knows("ann", Derive("other"), "secret"));
        Assert.False(_passwords.Knows("ann", Derive("other"), "other"));
    }

    private static ScramCredentials Derive(string password) => ScramCredentials.Derive(password, ScramHash.Sha256, 10, "saltsaltsaltsalt"u8.ToArray());
}
