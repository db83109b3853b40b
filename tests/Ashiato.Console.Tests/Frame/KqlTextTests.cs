using Ashiato.Console.Frame;

namespace Ashiato.Console.Tests.Frame;

public class KqlTextTests
{
    [Theory]
    [InlineData(null, "a : \"b\"")]
    [InlineData("x : 1", "x : 1 and a : \"b\"")]
    [InlineData("x : 1 or y : 2", "(x : 1 or y : 2) and a : \"b\"")]
    [InlineData("a : \"b\"", "a : \"b\"")]
    public void A_condition_joins_what_is_there(string? query, string expected) => Assert.Equal(expected, KqlText.With(query, "a", "b"));

    [Fact]
    public void A_value_with_quotes_stays_a_value() => Assert.Equal("""a : "say \"hi\" \\ there" """.TrimEnd(), KqlText.Is("a", "say \"hi\" \\ there"));
}
