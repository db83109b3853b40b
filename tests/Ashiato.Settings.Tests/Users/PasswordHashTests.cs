using Ashiato.Settings.Users;

namespace Ashiato.Settings.Tests.Users;

public sealed class PasswordHashTests
{
    [Fact]
    public void A_password_is_recognised_and_nothing_near_it()
    {
        string hash = PasswordHash.Of("correct horse 馬");

        Assert.StartsWith("pbkdf2-sha512$210000$", hash, StringComparison.Ordinal);
        Assert.True(PasswordHash.Matches(hash, "correct horse 馬"));
        Assert.False(PasswordHash.Matches(hash, "correct horse 馬 "));
        Assert.False(PasswordHash.Matches(hash, ""));
    }

    [Fact]
    public void The_same_password_twice_has_two_hashes() => Assert.NotEqual(PasswordHash.Of("correct horse"), PasswordHash.Of("correct horse"));

    [Fact]
    public void A_hash_with_fewer_iterations_is_still_recognised()
    {
        // Made by: openssl kdf -keylen 32 -kdfopt digest:SHA512 -kdfopt pass:correct -kdfopt salt:saltsaltsaltsalt -kdfopt iter:1000 PBKDF2
        byte[] openssl = Convert.FromHexString(OpenSsl);

        Assert.True(PasswordHash.Matches($"pbkdf2-sha512$1000${Convert.ToBase64String("saltsaltsaltsalt"u8)}${Convert.ToBase64String(openssl)}", "correct"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("pbkdf2-sha512$0$AAAA$AAAA")]
    [InlineData("pbkdf2-sha512$99999999$AAAA$AAAA")]
    [InlineData("pbkdf2-sha1$1000$AAAA$AAAA")]
    public void What_is_no_hash_is_damage(string hash) => Assert.Throws<FormatException>(() => PasswordHash.Matches(hash, "x"));

    private const string OpenSsl = "D8484898440CF2C60A75FEC6037A6F34E5E725C9B85295BA0CD619F408CD21C7";
}
