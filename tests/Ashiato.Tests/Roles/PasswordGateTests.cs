using System.Text;
using Ashiato.Roles;

namespace Ashiato.Tests.Roles;

public sealed class PasswordGateTests
{
    [Theory]
    [InlineData("anyone:s3cret", true)]
    [InlineData(":s3cret", true)]
    [InlineData("anyone:S3cret", false)]
    [InlineData("s3cret", false)]
    [InlineData("anyone:s3cret:", false)]
    [InlineData("anyone:", false)]
    public void The_password_opens_with_any_name(string pair, bool isAllowed) =>
        Assert.Equal(isAllowed, new PasswordGate("s3cret").IsAllowed("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic %%%")]
    [InlineData("Bearer s3cret")]
    public void Nothing_else_opens(string? header) => Assert.False(new PasswordGate("s3cret").IsAllowed(header));
}
