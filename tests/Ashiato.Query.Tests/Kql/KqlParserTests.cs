using Ashiato.Query.Kql;

namespace Ashiato.Query.Tests.Kql;

public sealed class KqlParserTests
{
    [Theory]
    [InlineData("checkout", "'checkout'")]
    [InlineData("service.name : checkout", "'service.name'='checkout'")]
    [InlineData("service.name:checkout", "'service.name'='checkout'")]
    [InlineData("service.name : \"POST /checkout (new)\"", "'service.name'=\"POST /checkout (new)\"")]
    [InlineData("name : GET /api/items", "'name'='GET /api/items'")]
    [InlineData("url.* : *", "'url.*'='*'")]
    [InlineData(@"name : a\*b*", @"'name'='a\*b*'")]
    [InlineData(@"name : what\?", @"'name'='what\?'")]
    [InlineData("name : what?", @"'name'='what\?'")]
    [InlineData(@"name : \and or b : \not", "('name'='and' or 'b'='not')")]
    [InlineData(@"name : ""a \""b\"" \\ \u0041\n""", "'name'=\"a \"b\" \\\\ A\n\"")]
    [InlineData(@"path : ""C:\Users\*""", @"'path'=""C:\\Users\\\*""")]
    [InlineData(@"path : ""\u00 \x""", @"'path'=""\\u00 \\x""")]
    [InlineData(@"name : \(a\)\:\""\<\>\{\}", "'name'='(a):\"<>{}'")]
    [InlineData(@"name : rock \AND roll", "'name'='rock AND roll'")]
    [InlineData("name : \"and\" or \"or\"", "('name'=\"and\" or \"or\")")]
    [InlineData("a : (not (1 or 2) and not \"3\")", "(not ('a'='1' or 'a'='2') and not 'a'=\"3\")")]
    [InlineData("not a : (1 or 2)", "not ('a'='1' or 'a'='2')")]
    [InlineData("NOT a:1 Or b:2 aNd c:3", "(not 'a'='1' or ('b'='2' and 'c'='3'))")]
    [InlineData("名前 :\u3000😀", "'名前'='😀'")]
    [InlineData("a : 1 and b : 2 or c : 3", "(('a'='1' and 'b'='2') or 'c'='3')")]
    [InlineData("a : 1 AND (b : 2 Or c : 3)", "('a'='1' and ('b'='2' or 'c'='3'))")]
    [InlineData("not a : 1 and not not b : 2", "(not 'a'='1' and not not 'b'='2')")]
    [InlineData("a : (1 or 2)", "('a'='1' or 'a'='2')")]
    [InlineData("a : (1 or (2 and not 3))", "('a'='1' or ('a'='2' and not 'a'='3'))")]
    [InlineData("duration>=1000", "'duration'>='1000'")]
    [InlineData("duration < 5 or duration > 7 or duration <= now-1h", "('duration'<'5' or 'duration'>'7' or 'duration'<='now-1h')")]
    [InlineData("((a))", "'a'")]
    [InlineData("andy or orange", "('andy' or 'orange')")]
    [InlineData("\"service.name\" : x", "\"service.name\"='x'")]
    public void A_query_becomes_its_tree(string text, string expected) => Assert.Equal(expected, Describe(KqlParser.Parse(text)!));

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void A_blank_query_is_none(string text) => Assert.Null(KqlParser.Parse(text));

    [Theory]
    [InlineData("service.name :", 14, 0, "The query ends where a value or values in parentheses was expected.")]
    [InlineData("a : 1 and", 9, 0, "The query ends where a condition such as service.name : checkout was expected.")]
    [InlineData("a : )", 4, 1, "Expected a value or values in parentheses, but found ')'.")]
    [InlineData("(a : 1", 6, 0, "The query ends where 'and', 'or' or ')' was expected.")]
    [InlineData("a : b c : d", 8, 1, "Expected 'and', 'or' or the end of the query, but found ':'.")]
    [InlineData("a : b \"c\"", 6, 3, "Expected 'and', 'or' or the end of the query, but found '\"c\"'; put a value with signs or quotes in it into quotes.")]
    [InlineData("url.full : https://shop", 16, 1, "Expected 'and', 'or' or the end of the query, but found ':'; put a value with signs or quotes in it into quotes.")]
    [InlineData("a : (12:30)", 7, 1, "Expected 'and', 'or' or ')', but found ':'; put a value with signs or quotes in it into quotes.")]
    [InlineData("a : 😀 :", 7, 1, "Expected 'and', 'or' or the end of the query, but found ':'.")]
    [InlineData("a : not b", 4, 3, "Expected a value or values in parentheses, but found 'not'.")]
    [InlineData("a : ()", 5, 1, "Expected a value or values in parentheses, but found ')'.")]
    [InlineData("or b", 0, 2, "Expected a condition such as service.name : checkout, but found 'or'.")]
    [InlineData("a : \"b", 4, 2, "The quote that opens here is not closed; a '\"' was expected behind it.")]
    [InlineData("a > ", 4, 0, "The query ends where a number or a date was expected.")]
    [InlineData("a : { b : c }", 4, 1, "'{' opens or closes conditions on nested objects, which events do not have; conditions are grouped by parentheses.")]
    public void What_cannot_be_read_is_told_with_its_place(string text, int start, int length, string sentence)
    {
        var error = Assert.Throws<KqlException>(() => KqlParser.Parse(text));

        Assert.Equal(sentence, error.Message);
        Assert.Equal(new KqlSpan(start, length), error.At);
    }

    [Fact]
    public void A_query_that_is_too_long_or_too_deep_is_refused()
    {
        Assert.Throws<KqlException>(() => KqlParser.Parse(new string('a', KqlParser.MaxLength + 1)));
        Assert.Throws<KqlException>(() => KqlParser.Parse(new string('(', 51) + "a" + new string(')', 51)));
        Assert.Throws<KqlException>(() => KqlParser.Parse(string.Concat(Enumerable.Repeat("not ", 51)) + "a"));
        Assert.NotNull(KqlParser.Parse(new string('(', 40) + "a" + new string(')', 40)));
    }

    [Fact]
    public void What_was_found_is_never_told_with_half_a_character()
    {
        var error = Assert.Throws<KqlException>(() => KqlParser.Parse($"a : b \"{new string('x', 48)}😀😀\""));

        Assert.Contains("x😀'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The tree without places, so that no two trees look the same.</summary>
    internal static string Describe(KqlNode node) => node switch
    {
        KqlNode.All all => $"({string.Join(" and ", all.Nodes.Select(Describe))})",
        KqlNode.Any any => $"({string.Join(" or ", any.Nodes.Select(Describe))})",
        KqlNode.Not not => $"not {Describe(not.Inner)}",
        KqlNode.Is { Field: null } anywhere => Describe(anywhere.Value),
        KqlNode.Is condition => $"{Describe(condition.Field)}={Describe(condition.Value)}",
        KqlNode.Compare { Operator: var sign } comparison =>
            Describe(comparison.Field) + (sign is KqlOperator.Less or KqlOperator.LessOrEqual ? '<' : '>') + (sign is KqlOperator.LessOrEqual or KqlOperator.GreaterOrEqual ? "=" : "") + Describe(comparison.Value),
        _ => throw new ArgumentException("An unknown node.", nameof(node)),
    };

    private static string Describe(KqlLiteral literal) => literal.IsQuoted ? $"\"{literal.Pattern}\"" : $"'{literal.Pattern}'";
}
