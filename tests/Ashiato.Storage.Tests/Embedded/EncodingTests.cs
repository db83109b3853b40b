using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Segments.Encodings;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class EncodingTests
{
    private static readonly string[] s_pieces =
    [
        "SELECT ", "id = ", "0", "7", "007", "42", "999999999999999999", "1234567890123456789012345678", "deadbeefdeadbee1", "0123456789abcdef0", "'", "''", "'a b'", "it's",
        "2026-05-17 12:30:59", "2026-02-30 12:30:59", "9999-12-31T23:59:59", "0000-01-01 00:00:00", "c0ffee00-1234-4abc-8def-0123456789ab", "C0FFEE00-1234-4abc-8def-0123456789ab",
        "\u0001", "\u0006", "日本", "😀", "_", "-", "e", "\0",
    ];

    [Fact]
    public void Whole_numbers_come_back_as_they_were()
    {
        Gen<long[]> numbers =
            from spread in Gen.Elements(0L, 1L, 100L, 1_000L, 70_000L, 5_000_000_000L, long.MaxValue)
            from start in Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Constant(0L), Gen.Constant(long.MinValue))
            from values in ArbMap.Default.GeneratorFor<long>().Select(value => spread == long.MaxValue ? value : (value & long.MaxValue) % (spread + 1)).ArrayOf().Resize(200)
            from isSorted in ArbMap.Default.GeneratorFor<bool>()
            select (isSorted ? values.Order() : values.AsEnumerable()).Select(value => unchecked(start + value)).ToArray();
        Prop.ForAll(numbers.ToArbitrary(), static values =>
        {
            using var output = new BlockWriter(BrotliCodec.Fast);
            IntSequence.Write(values, output);
            var input = new ByteReader(output.Span);
            Assert.Equal(values, IntSequence.Read(ref input, values.Length));
            input.RequireEnd();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Texts_come_back_from_their_templates_as_they_were()
    {
        var texts = Gen.Elements(s_pieces).ArrayOf().Select(string.Concat).ArrayOf().Select(static texts => texts.Distinct().ToArray());
        Prop.ForAll(texts.ToArbitrary(), static texts =>
        {
            var pool = PoolOf(texts);
            using var templates = new TemplateBuilder();
            using var output = new BlockWriter(BrotliCodec.Fast);
            TemplateTexts.Write(pool, templates, output);
            var input = new ByteReader(output.Span);
            var read = TemplateTexts.Read(ref input, texts.Length, [.. templates.Parsed], out _);
            input.RequireEnd();
            Assert.Equal(texts, Enumerable.Range(0, read.Count).Select(read.GetString));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("id = 7919", "id = \u0001", 1)]
    [InlineData("at '2026-05-17 12:30:59'", "at '\u0003 '", 1)]
    [InlineData("token = 'deadbeefdeadbee1'", "token = '\u0002\u0010'", 1)]
    [InlineData("id c0ffee00-1234-4abc-8def-0123456789ab", "id \u0005", 1)]
    [InlineData("007 of 10", "\u0004\u0003 of \u0001", 2)]
    [InlineData("status IN ('on_sale')", "status IN ('on_sale')", 0)]
    [InlineData("t12_x3 4", "t\u0001_x\u0001 \u0001", 3)]
    [InlineData("xdeadbeefdeadbee1", "xdeadbeefdeadbee\u0001", 1)]
    [InlineData("deadbeefdeadbee1x", "deadbeefdeadbee\u0001x", 1)]
    [InlineData("12345678901234567890", "\u0001\u0001", 2)]
    [InlineData("\u0001 and 7", "\u0006", 1)]
    [InlineData("", "", 0)]
    [InlineData("status IN ('on_sale', '7')", "status IN ('\u0006', '\u0006')", 2, true)]
    [InlineData("name = '' OR id = 7", "name = '' OR id = \u0001", 1, true)]
    [InlineData("it's 7", "it's \u0001", 1, true)]
    [InlineData("'\u0002'", "'\u0006'", 1, true)]
    public void Literals_are_taken_out_of_a_text(string text, string template, int literals, bool quotes = false)
    {
        using var splitter = new TextSplitter();
        splitter.Split(Encoding.UTF8.GetBytes(text), quotes);
        Assert.Equal(template, Encoding.UTF8.GetString(splitter.Template));
        Assert.Equal(literals, splitter.Literals.Count);
    }

    [Fact]
    public void Quoted_texts_are_literals_when_there_are_too_many_of_them()
    {
        string[] texts = [.. Enumerable.Range(0, 6_000).Select(i => $"name = '{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}'")];
        using var templates = new TemplateBuilder();
        templates.Split(PoolOf(texts));
        Assert.InRange(templates.Parsed.Count, 1_000, 1_100);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, -3 }, 0)]
    [InlineData(new[] { 0.25, 100 }, 2)]
    [InlineData(new[] { 1.0 / 3 }, -1)]
    [InlineData(new[] { double.NaN }, -1)]
    [InlineData(new[] { -0.0 }, -1)]
    [InlineData(new[] { 1e300 }, -1)]
    public void Numbers_have_the_decimals_that_lose_nothing(double[] values, int places) => Assert.Equal(places, Decimals.PlacesOf(values));

    private static Utf8Pool PoolOf(string[] texts)
    {
        var bytes = new List<byte>();
        var ends = new List<int>();
        foreach (string text in texts)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(text));
            ends.Add(bytes.Count);
        }
        return new Utf8Pool(bytes.ToArray(), ends.ToArray());
    }
}
