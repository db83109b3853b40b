using System.Net.Http.Headers;

namespace Ashiato.Agent.Delivery;

/// <summary>Sends spans to the server of the moment as OTLP over HTTP.</summary>
internal sealed class SpanSender(ServerClient server, DeliveryHandler handler) : ISpanSender
{
    private static readonly MediaTypeHeaderValue s_type = new("application/x-protobuf");
    private readonly HttpClient _client = server.ForEvents(handler);

    /// <inheritdoc/>
    public bool IsRefusedForGood => handler.LastTrouble is { IsAboutTheData: true };

    /// <inheritdoc/>
    public void Begin() => handler.BeginBatch();

    /// <inheritdoc/>
    public void TellSuccess() => handler.TellSuccess();

    /// <inheritdoc/>
    public bool TrySend(ReadOnlyMemory<byte> request)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, server.UrlOf("/v1/traces")) { Content = new ReadOnlyMemoryContent(request) };
            message.Content.Headers.ContentType = s_type;
            using var answer = _client.Send(message);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The handler has written down what went wrong; whatever it is, the thread that sends must live on.
            return false;
        }
    }
}
