using Ashiato.Console.Frame;

namespace Ashiato.Console.Tests.Frame;

public class KqlTextTests
{
    [Theory]
    [InlineData(null, "a : \"b\"")]
    [InlineData("x : 1", "x : 1 and a : \"b\"")]
    [InlineData("x : 1 or y : 2", "(x : 1 or y : 2) and a : \"b\"")]
    [InlineData("x : 1\tOR\ty : 2", "(x : 1\tOR\ty : 2) and a : \"b\"")]
    [InlineData("(x)or(y)", "((x)or(y)) and a : \"b\"")]
    [InlineData("x : \"this or that\"", "x : \"this or that\" and a : \"b\"")]
    [InlineData("(x or y) and z", "(x or y) and z and a : \"b\"")]
    [InlineData("a : \"b\"", "a : \"b\"")]
    [InlineData("x : 1 and a : \"b\"", "x : 1 and a : \"b\"")]
    [InlineData("not a : \"b\"", "not a : \"b\" and a : \"b\"")]
    [InlineData("x : 1 or a : \"b\"", "(x : 1 or a : \"b\") and a : \"b\"")]
    [InlineData("x : (", "x : ( and a : \"b\"")]
    public void A_condition_joins_what_is_there(string? query, string expected) => Assert.Equal(expected, KqlText.With(query, "a", "b"));

    [Fact]
    public void A_name_with_signs_stays_a_name() => Assert.Equal("""labels.a\:b : "c" """.TrimEnd(), KqlText.Is("labels.a:b", "c"));

    [Fact]
    public void A_value_with_quotes_stays_a_value() => Assert.Equal("""a : "say \"hi\" \\ there" """.TrimEnd(), KqlText.Is("a", "say \"hi\" \\ there"));
}
