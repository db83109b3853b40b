using System.Text;
using System.Text.Json;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.Tests.Elastic;

public sealed class JsonCursorTests
{
    private static readonly string[] s_texts =
    [
        """{"transaction":{"id":"0123456789abcdef","name":"GET /a\"b\\cé😀 long enough for two vectors of bytes","duration":12.5e-1,"sampled":true,"n":null,"list":[1,-2,[],{}," "]}}""",
        """ { "a" : [ 0 , -0.5 , 1E+9 , 12345678901234567890 ] , "b" : { "c" : { } } , "d" : false }  """,
        """[{"x":1},{"y":[true,false,null]},"end"]""",
        """{"empty":"","sixteen bytes!!!":"exactly 16 bytes","seventeen":"exactly 17 bytes."}""",
        "{}", "[]", "\"text\"", "17", "-1.0e0", "true", "null", "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\"}", "{\"a\":}", "{a:1}", "[01]", "[1.]", "[.5]", "[-]", "[1e]", "[tru]", "[nul]", "{} x", "[1 2]", "[1}", "{\"a\":1]",
        "\"\\u00zz\"", "\"\\x\"", "\"\\", "\"unfinished", "[\"a\tb\"]", "{\"a\" 1}", "{,}", "[,1]", "{\"a\":1 \"b\":2}", "[1]/", "[1/]", "12/", "1,", "\"a\",",
    ];

    [Fact]
    public void Tokens_are_those_of_the_other_reader()
    {
        foreach (string text in s_texts) RequireSame(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Damaged_texts_are_refused_at_the_same_token_with_the_same_words()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] signs = Encoding.UTF8.GetBytes("{}[]\",:\\ \n\t0-9.eEtfnu/x\u0001");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(s_texts[random.Next(4)]);
            for (int changes = random.Next(1, 4); changes > 0; changes--) text[random.Next(text.Length)] = signs[random.Next(signs.Length)];
            RequireSame(random.Next(4) == 0 ? text[..random.Next(text.Length)] : text);
        }
    }

    [Theory]
    [InlineData(EventDecoder.MaxDepth)]
    [InlineData(EventDecoder.MaxDepth + 1)]
    public void Depth_is_bounded_alike(int depth)
    {
        RequireSame(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)));
        RequireSame(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", depth / 2)) + new string('[', depth % 2)));
    }

    [Fact]
    public void A_name_that_was_expected_is_read_as_any_other()
    {
        byte[] text = Encoding.UTF8.GetBytes("""{"id":1,"name":"a","id":[{"id":2}],"x":3, "id":4}""");
        var cursor = new JsonCursor(text);
        var read = new List<string>();
        cursor.Read();
        while (true)
        {
            bool isExpected = cursor.TryName("\"id\":"u8);
            if (!isExpected && (!cursor.Read() || cursor.TokenType != JsonTokenType.PropertyName)) break;
            string name = Encoding.UTF8.GetString(cursor.ValueSpan);
            cursor.Read();
            int start = cursor.TokenStartIndex;
            cursor.Skip();
            read.Add($"{name}{(isExpected ? '!' : '?')}{Encoding.UTF8.GetString(text[start..cursor.BytesConsumed])}");
        }
        Assert.Equal(["id!1", "name?\"a\"", "id![{\"id\":2}]", "x?3", "id?4"], read);
        Assert.Equal(text.Length, cursor.BytesConsumed);
    }

    [Fact]
    public void Whole_numbers_are_those_that_fit()
    {
        foreach (string number in new[] { "0", "-0", "7", "-7", "999999999999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.0", "1e3", "123456789012345678901" })
        {
            var cursor = new JsonCursor(Encoding.UTF8.GetBytes(number));
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(number));
            Assert.True(cursor.Read() && reader.Read());
            bool fits = reader.TryGetInt64(out long expected);
            Assert.Equal(fits, cursor.TryGetInt64(out long value));
            if (fits) Assert.Equal(expected, value);
        }
    }

    private static void RequireSame(byte[] text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = EventDecoder.MaxDepth }));
        var cursor = new JsonCursor(text);
        while (true)
        {
            bool hasToken = false, hasSame = false;
            string? expected = null, said = null;
            try { hasToken = reader.Read(); } catch (JsonException e) { expected = e.Message; }
            try { hasSame = cursor.Read(); } catch (JsonException e) { said = e.Message; }
            if (expected != said || hasToken != hasSame) Assert.Fail($"{Encoding.UTF8.GetString(text)}: {said ?? hasSame.ToString()} instead of {expected ?? hasToken.ToString()}");
            if (!hasToken) return;
            bool isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            bool isSame = reader.TokenType == cursor.TokenType && reader.TokenStartIndex == cursor.TokenStartIndex && reader.ValueSpan.SequenceEqual(cursor.ValueSpan)
                && (!isText || reader.ValueIsEscaped == cursor.ValueIsEscaped);
            if (!isSame) Assert.Fail($"{Encoding.UTF8.GetString(text)}: {cursor.TokenType} '{Encoding.UTF8.GetString(cursor.ValueSpan)}' at {cursor.TokenStartIndex} instead of {reader.TokenType} '{Encoding.UTF8.GetString(reader.ValueSpan)}' at {reader.TokenStartIndex}");
        }
    }
}
