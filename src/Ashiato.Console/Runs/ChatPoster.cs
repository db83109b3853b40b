using System.Net.Http.Headers;
using Ashiato.Console.Api;
using Ashiato.Model;
using Ashiato.Settings.Chats;

namespace Ashiato.Console.Runs;

/// <summary>Posts messages to the webhooks that an administrator has set, and to no other address.</summary>
internal sealed class ChatPoster : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    // A redirect would lead to an address that nobody has set.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false })
    {
        Timeout = s_longest,
        MaxResponseContentBufferSize = 64 << 10,
    };

    /// <summary>Posts a message.</summary>
    /// <returns>What went wrong, as a sentence that tells no secret; <see langword="null"/> when it was taken.</returns>
    public async Task<Refused?> PostAsync(ChatAddress address, byte[] body, CancellationToken cancel)
    {
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _client.PostAsync(address.Url, content, cancel);
            return answer.IsSuccessStatusCode ? null : new(ApiRefusal.ChatRefused, $"{address.Name} ({address.Place}) answered {(int)answer.StatusCode}; check its address in the settings of the chat.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(ApiRefusal.ChatTooSlow, $"{address.Name} ({address.Place}) did not answer within {s_longest.TotalSeconds} s.");
        }
        catch (HttpRequestException wrong)
        {
            return new(ApiRefusal.ChatUnreachable, $"{address.Name} ({address.Place}) cannot be reached ({wrong.HttpRequestError}); check the address and this machine's way to it.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
