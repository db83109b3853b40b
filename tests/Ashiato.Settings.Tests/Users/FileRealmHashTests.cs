using Ashiato.Settings.Users;

namespace Ashiato.Settings.Tests.Users;

public sealed class FileRealmHashTests
{
    // Made by crypt(3) of libxcrypt, and by Python's hashlib.
    [Theory]
    [InlineData("$2a$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq", "")]
    [InlineData("$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u", "secret")]
    [InlineData("$2y$05$......................35w9tBXOiWEqF4YNx8Fn9rPUbxS7RTu", "secret")]
    [InlineData("$2b$04$9ijklmnopqrstuvwxyzABeiZyWLuW4STbzfqQ9RdWUPx36phvVX9G", "パスワード")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*")]
    [InlineData("{PBKDF2}1000$MDEyMzQ1Njc4OWFiY2RlZg==$vgFvU7zWIDgDAUi7d8ayt+cfRiPWVVWfv8iQRsGZaZs=", "secret")]
    [InlineData("{PBKDF2_STRETCH}1000$MDEyMzQ1Njc4OWFiY2RlZg==$5nJwfoD6U7OLs5Mf56ZehGaSUbSAgH/meHzHR4L0O5k=", "secret")]
    public void What_others_made_of_a_password_is_recognised_and_nothing_near_it(string hash, string password)
    {
        Assert.True(PasswordHash.Matches(hash, password));
        Assert.False(PasswordHash.Matches(hash, password + "x"));
        Assert.False(PasswordHash.Matches(hash, "another"));
    }

    [Fact]
    public void Of_a_long_password_bcrypt_looks_at_72_bytes()
    {
        const string hash = "$2b$04$9ijklmnopqrstuvwxyzABeLev1kYkazWVZu/1dTj2pz9tdO23hWmG";
        Assert.True(PasswordHash.Matches(hash, new string('x', 80)));
        Assert.True(PasswordHash.Matches(hash, new string('x', 72)));
        Assert.False(PasswordHash.Matches(hash, new string('x', 71)));
    }

    [Theory]
    // Unsalted, or readable; dearer than a sign-in may be; cut short; something else altogether.
    [InlineData("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")]
    [InlineData("{plain}secret")]
    [InlineData("$2b$31$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u")]
    [InlineData("$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2")]
    [InlineData("$2x$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u")]
    [InlineData("{PBKDF2}100000000$MDEyMzQ1Njc4OWFiY2RlZg==$vgFvU7zWIDgDAUi7d8ayt+cfRiPWVVWfv8iQRsGZaZs=")]
    [InlineData("{PBKDF2}1000$$")]
    [InlineData("")]
    public void What_protects_nothing_or_cannot_be_read_is_no_hash(string hash)
    {
        Assert.False(FileRealmHash.IsOne(hash));
        Assert.Throws<FormatException>(() => PasswordHash.Matches(hash, "secret"));
    }

    [Fact]
    public void Hashes_cost_the_same_when_they_are_compared_in_the_same_way()
    {
        string[] costs = [.. ((string[])["$2a$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq", "$2b$04$9ijklmnopqrstuvwxyzABeiZyWLuW4STbzfqQ9RdWUPx36phvVX9G", "{PBKDF2}1000$MDEy$vgFv", PasswordHash.Of("one"), PasswordHash.Of("two")])
            .Select(PasswordHash.CostOf)];
        Assert.Equal((costs[0], costs[3]), (costs[1], costs[4]));
        Assert.Equal(3, costs.Distinct().Count());
    }
}
