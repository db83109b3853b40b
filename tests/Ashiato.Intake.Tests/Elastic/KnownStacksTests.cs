using System.Text;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Rum;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>A stack trace that was decoded before is not decoded again, and becomes the same.</summary>
public sealed class KnownStacksTests
{
    private static readonly byte[] s_metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2.0.0"}}}}"""u8.ToArray();

    private readonly KnownStacks _stacks = new();

    [Fact]
    public void Recorded_streams_become_the_same_documents_with_and_without_what_is_known()
    {
        byte[][] lines = [.. Recorded().Skip(1), .. Lines("errors"), .. Lines("transactions_spans")];
        var (with, without) = (Decoder(_stacks), Decoder(null));
        // Twice, so that all that can be remembered is.
        foreach (byte[] line in lines.Concat(lines)) RequireSame(line, with, without);

        Assert.Equal(Documents(without), Documents(with));
        byte[] first = Array.Find(lines, static line => line.AsSpan().IndexOf(s_name) >= 0)!;
        Assert.NotNull(_stacks.Find(first.AsSpan(first.AsSpan().IndexOf(s_name) + s_name.Length), depth: 2));
    }

    [Fact]
    public void Damaged_stack_traces_are_refused_or_kept_as_if_nothing_was_known()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] lines = [.. Lines("errors").Concat(Recorded()).Where(static line => line.AsSpan().IndexOf(s_name) >= 0).Take(60)];
        var (with, without) = (Decoder(_stacks), Decoder(null));
        for (int i = 0; i < 20_000; i++)
        {
            byte[] line = [.. lines[random.Next(lines.Length)]];
            // Half of them whole, so that what is known is met; the others within the list or right behind it.
            if (random.Next(2) == 0) line = Damaged(line, random);
            RequireSame(line, with, without);
            if (i % 200 == 199) Assert.Equal(Documents(without), Documents(with));
        }
    }

    [Fact]
    public void A_frame_that_breaks_a_rule_breaks_it_each_time()
    {
        byte[] line = Span("""[{"filename":"a.js","lineno":"seven"}]""");
        var decoder = Decoder(_stacks);

        Assert.False(decoder.TryDecode(line, 1, out _, out string first));
        Assert.False(decoder.TryDecode(line, 1, out _, out string second));

        Assert.Equal(first, second);
    }

    [Fact]
    public void A_list_without_its_end_is_no_list_that_is_known()
    {
        var decoder = Decoder(_stacks);
        Assert.True(decoder.TryDecode(Span("""[{"filename":"a.js"}]"""), 1, out _, out _));

        Assert.False(decoder.TryDecode("""{"span":{"stacktrace":[{"filename":"a.js"}"""u8, 1, out _, out _));
        Assert.False(decoder.TryDecode("""{"span":{"stacktrace":[{"filename":"a.js"}]"""u8, 1, out _, out _));
        Assert.True(decoder.TryDecode(Span("""[{"filename":"a.js"},{"filename":"b.js"}]"""), 1, out _, out _));

        var documents = Documents(decoder);
        Assert.Contains("b.js", documents[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_from_above_may_nest_too_deep_below()
    {
        string frames = $$"""[{"filename":"a.js","vars":{{string.Concat(Enumerable.Repeat("{\"a\":", 248))}}1{{new string('}', 248)}}}]""";
        byte[] above = Error($$"""{"message":"m","stacktrace":{{frames}}}"""), below = Error($$"""{"message":"m","cause":[{"message":"n","cause":[{"message":"o","stacktrace":{{frames}}}]}]}""");
        var (with, without) = (Decoder(_stacks), Decoder(null));

        RequireSame(above, with, without);
        RequireSame(below, with, without);

        Assert.Single(Documents(with));
        Assert.Single(Documents(without));
    }

    [Fact]
    public void Rules_for_pages_count_though_a_server_sent_the_same_frames()
    {
        byte[] line = Error("""{"message":"m","stacktrace":[{"filename":"/webpack/a.js","lineno":1}]}""");
        var options = new IntakeOptions();
        var (server, page) = (Decoder(_stacks), new EventDecoder(options, new FrameRules(options.Rum), stacks: _stacks));
        Assert.True(page.TryBegin(s_metadata, sender: null, isFromBrowser: true, out _));

        Assert.True(server.TryDecode(line, 1, out _, out _));
        Assert.True(page.TryDecode(line, 1, out _, out _));

        Assert.Contains("\"exclude_from_grouping\":false", Documents(server)[0], StringComparison.Ordinal);
        Assert.Contains("\"exclude_from_grouping\":true", Documents(page)[0], StringComparison.Ordinal);
    }

    private static readonly byte[] s_name = "\"stacktrace\":"u8.ToArray();

    private static IEnumerable<byte[]> Lines(string name) =>
        Encoding.UTF8.GetString(Corpus.Input(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<byte[]> Recorded()
    {
        using var plain = new StringReader(Encoding.UTF8.GetString(Corpus.Read("streams/apm-nodejs-traces-3.29.0.ndjson.gz")));
        while (plain.ReadLine() is { } line) yield return Encoding.UTF8.GetBytes(line);
    }

    private static byte[] Span(string frames) =>
        Encoding.UTF8.GetBytes($$$"""{"span":{"id":"0011223344556677","trace_id":"01234567890123456789abcdefabcdef","parent_id":"0011223344556678","name":"GET","type":"x","start":0,"duration":1,"stacktrace":{{{frames}}}}}""");

    private static byte[] Error(string exception) => Encoding.UTF8.GetBytes($$$"""{"error":{"id":"0011223344556677","exception":{{{exception}}}}}""");

    private static EventDecoder Decoder(KnownStacks? stacks)
    {
        var decoder = new EventDecoder(new IntakeOptions(), stacks: stacks);
        Assert.True(decoder.TryBegin(s_metadata, sender: null, isFromBrowser: false, out _));
        return decoder;
    }

    private static byte[] Damaged(byte[] line, Random random)
    {
        int from = line.AsSpan().IndexOf(s_name) + s_name.Length;
        int at = random.Next(from, line.Length);
        int end = Math.Min(line.Length, at + random.Next(1, 12));
        return random.Next(3) switch
        {
            0 => [.. line[..at], (byte)random.Next(256), .. line[(at + 1)..]],
            1 => [.. line[..at], .. line[end..]],
            _ => [.. line[..at], .. "}]"u8, .. line[at..]],
        };
    }

    private static void RequireSame(byte[] line, EventDecoder with, EventDecoder without)
    {
        bool isTaken = without.TryDecode(line, 1, out int accepted, out string error);
        Assert.Equal((isTaken, error), (with.TryDecode(line, 1, out int same, out string sameError), sameError));
        Assert.Equal(accepted, same);
    }

    private static List<string> Documents(EventDecoder decoder) => [.. decoder.TakeBatch()?.Rows.Select(static row => Encoding.UTF8.GetString(EventDocument.ToUtf8(row))) ?? []];
}
