using Ashiato.Console.Diagnostics;

namespace Ashiato.Console.Tests.Diagnostics;

public sealed class KnownSecretsTests
{
    [Theory]
    [InlineData("token tok-1 was sent", "token [masked] was sent")]
    [InlineData("tok-1-long and tok-1", "[masked] and [masked]")]
    [InlineData("in JSON \"with a \\u0022\"", "in JSON \"[masked]\"")]
    [InlineData("nothing at all", "nothing at all")]
    public void They_are_taken_out_of_a_text(string text, string masked) => Assert.Equal(masked, new KnownSecrets(["tok-1", "tok-1-long", "", "with a \""]).Mask(text));
}
