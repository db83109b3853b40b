using System.Net.Sockets;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Heads of requests that have no end.</summary>
public sealed class HostileHeadersTests
{
    private const int MostPieces = 400;

    [Theory]
    [InlineData("one header that never ends", "")]
    [InlineData("headers that never end", "\r\n")]
    public async Task A_head_without_an_end_is_refused_and_others_are_answered(string what, string end)
    {
        await using var server = await IntakeServer.StartAsync();
        using var sender = await OpenStream.ConnectAsync(server);
        string piece = new string('x', 8 * 1024) + end;
        await sender.WriteAsync($"POST {IntakeServer.Events} HTTP/1.1\r\nHost: a\r\n");

        int sent = 0;
        try
        {
            for (; sent < MostPieces; sent++) await sender.WriteAsync((end.Length > 0 || sent == 0 ? $"X-{sent}: " : "") + piece);
        }
        catch (IOException broken) when (broken.InnerException is SocketException)
        {
            // The server has gone away from it.
        }

        Assert.True(sent < MostPieces || (await sender.ReadAnswerAsync()).StartsWith("HTTP/1.1 431 ", StringComparison.Ordinal), $"{what} went on after {sent} pieces.");
        using var after = await server.PostAsync(Lines.Body(Lines.Transaction()));
        Assert.Equal(202, (int)after.StatusCode);
    }

    [Fact]
    public async Task A_thousand_and_one_headers_are_too_many()
    {
        await using var server = await IntakeServer.StartAsync();
        using var sender = await OpenStream.ConnectAsync(server);

        await sender.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Range(0, 1_000).Select(number => $"X-{number}: 1\r\n")) + "\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", await sender.ReadAnswerAsync(), StringComparison.Ordinal);
    }
}
