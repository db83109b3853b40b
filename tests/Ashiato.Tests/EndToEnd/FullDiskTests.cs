using System.Net;
using System.Net.Http.Headers;
using Ashiato.Storage.Tests.Embedded;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The real program on a disk that fills up, and on one that cannot be written.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_a_503_to_agents_and_goes_by_without_a_restart()
    {
        using var disk = SmallDisk.Mount(megabytes: 64);
        await using var ashiato = await AshiatoProcess.StartRoleAsync("--data", disk.Path, "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0", "--retention-days", "0");
        using var pieces = IsucariStream.Pieces(events: 1_000).GetEnumerator();
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(ashiato, Next(pieces)));

        disk.LeaveFree(0);
        var refused = HttpStatusCode.Accepted;
        for (int sent = 0; sent < 60 && refused == HttpStatusCode.Accepted; sent++) refused = await SendAsync(ashiato, Next(pieces));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused);
        using (var ready = await ashiato.Http.GetAsync(new Uri(ashiato.Server!, "readyz"), Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("Make room on the disk", await ready.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        // Whoever looks is still answered.
        using var status = System.Text.Json.JsonDocument.Parse(await ashiato.Http.GetStringAsync(new Uri(ashiato.Console!, "api/status"), Cancel));
        Assert.True(status.RootElement.GetProperty("eventCount").GetInt64() >= 1_000);

        disk.Empty();
        byte[] after = Next(pieces);
        await Eventually.GetAsync("An answer after there was room", async () => await SendAsync(ashiato, after) == HttpStatusCode.Accepted ? "taken" : null, Cancel);
        Assert.Equal("ready\n", await ashiato.Http.GetStringAsync(new Uri(ashiato.Server!, "readyz"), Cancel));
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_one_sentence_with_what_to_do()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        Directory.CreateDirectory(disk.Path);
        disk.MakeReadOnly();

        await using var ashiato = AshiatoProcess.Launch(["--data", disk.Path, "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0"]);

        Assert.Equal(1, await ashiato.WaitForExitAsync());
        string sentence = Assert.Single(ashiato.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("cannot be written to", sentence, StringComparison.Ordinal);
        Assert.Contains("--data", sentence, StringComparison.Ordinal);
    }

    private static byte[] Next(IEnumerator<byte[]> pieces)
    {
        Assert.True(pieces.MoveNext());
        return pieces.Current;
    }

    private static async Task<HttpStatusCode> SendAsync(AshiatoProcess ashiato, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
        return answer.StatusCode;
    }
}
