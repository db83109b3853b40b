using System.Net;
using System.Text;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>A first line that was decoded before is not decoded again, and says the same.</summary>
public sealed class KnownStreamsTests
{
    private static readonly byte[] s_shop = Metadata("shop", "checkout");
    private static readonly byte[] s_span = """{"span":{"id":"0aaaaaaaaaaaaaaa","trace_id":"0bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","parent_id":"0ccccccccccccccc","name":"GET","type":"x","start":0,"duration":1.5}}"""u8.ToArray();

    private readonly KnownStreams _streams = new();

    [Fact]
    public void Requests_of_one_sender_share_what_their_first_line_says()
    {
        var first = Begin(s_shop, "10.0.0.1");
        var second = Begin(s_shop, "10.0.0.1");

        Assert.Same(first.Stream, second.Stream);
        var row = Span(second);
        Assert.Equal(("shop", "checkout", "10.0.0.1"), (row.Text(Fields.ServiceName), row.Text(Fields.Label("team")), row.Text(Fields.HostIp)));
    }

    [Fact]
    public void The_same_line_of_another_sender_has_that_ones_address()
    {
        Begin(s_shop, "10.0.0.1");

        Assert.Equal("10.0.0.2", Span(Begin(s_shop, "10.0.0.2")).Text(Fields.HostIp));
        Assert.Null(Span(Begin(s_shop, null)).Text(Fields.HostIp));
    }

    [Fact]
    public void Another_line_of_the_same_sender_says_something_else()
    {
        Begin(s_shop, "10.0.0.1");

        Assert.Equal("books", Span(Begin(Metadata("books", "checkout"), "10.0.0.1")).Text(Fields.ServiceName));
    }

    [Fact]
    public void What_pages_say_is_not_shared()
    {
        var first = Begin(s_shop, "10.0.0.1", isFromBrowser: true);
        var second = Begin(s_shop, "10.0.0.1", isFromBrowser: true);
        var server = Begin(s_shop, "10.0.0.1");

        Assert.NotSame(first.Stream, second.Stream);
        Assert.Null(Span(second).Text(Fields.HostIp));
        Assert.Equal("10.0.0.1", Span(server).Text(Fields.HostIp));
    }

    [Fact]
    public void A_first_line_that_was_wrong_is_wrong_again()
    {
        byte[] wrong = """{"metadata":{"service":{"name":"a/b","agent":{"name":"go","version":"2"}}}}"""u8.ToArray();
        var decoder = new EventDecoder(new IntakeOptions(), streams: _streams);

        Assert.False(decoder.TryBegin(wrong, Sender("10.0.0.1"), isFromBrowser: false, out string first));
        Assert.False(decoder.TryBegin(wrong, Sender("10.0.0.1"), isFromBrowser: false, out string second));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Decoders_with_one_stream_number_its_texts_each_for_itself()
    {
        var first = Begin(s_shop, "10.0.0.1");
        var second = Begin(s_shop, "10.0.0.1");
        // The second batch meets other texts of these fields first, so that those of the stream have other numbers in it.
        byte[] labelled = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s_span).Replace("\"name\"", "\"context\":{\"tags\":{\"team\":\"stock\"},\"service\":{\"name\":\"depot\"}},\"name\"", StringComparison.Ordinal));
        for (int i = 0; i < 3; i++)
        {
            Decode(second, labelled);
            Decode(first, s_span);
            Decode(second, s_span);
        }

        var (ofFirst, ofSecond) = (first.TakeBatch()!, second.TakeBatch()!);

        Assert.All(ofFirst.Rows, static row => Assert.Equal(("shop", "checkout"), (row.Text(Fields.ServiceName), row.Text(Fields.Label("team")))));
        Assert.Equal(["depot stock", "shop checkout", "depot stock", "shop checkout", "depot stock", "shop checkout"], ofSecond.Rows.Select(static row => $"{row.Text(Fields.ServiceName)} {row.Text(Fields.Label("team"))}"));
    }

    [Fact]
    public void However_many_senders_there_are_the_latest_is_known_and_all_are_right()
    {
        for (int i = 0; i < 2_000; i++) Assert.Equal($"service-{i}", Begin(Metadata($"service-{i}", "a"), "10.0.0.1").ServiceName);

        Assert.Equal("service-7", Span(Begin(Metadata("service-7", "a"), "10.0.0.1")).Text(Fields.ServiceName));
        Assert.NotNull(_streams.Find(Metadata("service-7", "a"), Sender("10.0.0.1")));
    }

    [Fact]
    public void A_line_that_is_unusually_long_is_not_kept()
    {
        byte[] line = Metadata("shop", new string('x', 1_000), times: 5);

        Begin(line, "10.0.0.1");

        Assert.Null(_streams.Find(line, Sender("10.0.0.1")));
    }

    private static byte[] Metadata(string service, string team, int times = 1)
    {
        string labels = string.Join(',', Enumerable.Range(0, times).Select(i => $"\"team{(i == 0 ? "" : i)}\":\"{team}\""));
        return Encoding.UTF8.GetBytes("""{"metadata":{"service":{"name":"SERVICE","agent":{"name":"go","version":"2.0.0"}},"labels":{LABELS}}}""".Replace("SERVICE", service, StringComparison.Ordinal).Replace("LABELS", labels, StringComparison.Ordinal));
    }

    private static Sender? Sender(string? address) => address is null ? null : new Sender(new ClientAddress(IPAddress.Parse(address), 4711), null, "");

    private EventDecoder Begin(byte[] line, string? address, bool isFromBrowser = false)
    {
        var decoder = new EventDecoder(new IntakeOptions(), streams: _streams);
        Assert.True(decoder.TryBegin(line, Sender(address), isFromBrowser, out string error), error);
        return decoder;
    }

    private static void Decode(EventDecoder decoder, byte[] line) => Assert.True(decoder.TryDecode(line, 1, out _, out string error), error);

    private static EventRow Span(EventDecoder decoder)
    {
        Decode(decoder, s_span);
        return decoder.TakeBatch()![0];
    }
}
