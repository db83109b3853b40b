using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A trace in which everything is wrong that can be: a clock ahead, a parent that never came, dropped spans, failures; and a second one that links to it.</summary>
/// <remarks>Made by hand, in <c>BrokenTrace.ndjson</c>. Whatever is secret in it contains the word <see cref="Secret"/>.</remarks>
internal static partial class BrokenTrace
{
    public const string TraceId = "b0c0ffee00000000000000000000b0c1";

    public const string Secret = "hunter2";

    /// <summary>The request bodies, one a service, as if it had happened a moment ago.</summary>
    public static IEnumerable<byte[]> Bodies()
    {
        string text = File.ReadAllText(Repository.Path("tests", "Ashiato.Tests", "EndToEnd", "BrokenTrace.ndjson"));
        long newest = Timestamp().Matches(text).Max(Micros);
        long shift = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000) - newest;
        text = Timestamp().Replace(text, found => $"{found.Groups["name"].Value}{Micros(found) + shift}");
        return BodyStart().Split(text).Where(body => body.Length > 0).Select(Encoding.UTF8.GetBytes);
    }

    /// <summary>Sends it.</summary>
    public static async Task SendAsync(AshiatoProcess ashiato, CancellationToken cancel)
    {
        foreach (byte[] body in Bodies())
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
            using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(cancel));
        }
    }

    private static long Micros(Match found) => long.Parse(found.Groups["micros"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<name>\"@?timestamp\":)(?<micros>\\d+)")]
    private static partial Regex Timestamp();

    [GeneratedRegex("^(?=\\{\"metadata\")", RegexOptions.Multiline)]
    private static partial Regex BodyStart();
}
