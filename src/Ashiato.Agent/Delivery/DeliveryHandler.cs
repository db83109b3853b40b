using System.IO.Compression;
using System.Net.Http.Headers;
using Ashiato.Agent.Settings;

namespace Ashiato.Agent.Delivery;

/// <summary>Sends requests of an exporter to the server of the moment, and writes down what became of them.</summary>
/// <param name="settings">Whether requests are compressed.</param>
/// <param name="server">Where they go.</param>
/// <param name="journal">Where it is written down.</param>
/// <param name="isToldLater">Whether success is written down only when <see cref="TellSuccess"/> is called, which takes an exporter with one thread.</param>
internal sealed class DeliveryHandler(AgentSettings settings, ServerClient server, DeliveryJournal journal, bool isToldLater = false) : DelegatingHandler
{
    private const int CompressFromBytes = 1_024;
    private const int MaxReasonBytes = 1_024;

    /// <summary>By this the server knows a batch that it has taken already, and whose answer was lost.</summary>
    private const string BatchHeader = "Ashiato-Batch-Id";

    private Uri? _taker;
    private string? _batch;

    /// <summary>What was wrong with the last request; <see langword="null"/> when it was taken.</summary>
    public Trouble? LastTrouble { get; private set; }

    /// <summary>What is sent from now on is another batch than before, and the same until this is called again.</summary>
    public void BeginBatch() => _batch = BatchIds.New().ToString();

    /// <summary>Writes down that the last request was taken, if it was.</summary>
    public void TellSuccess()
    {
        if (_taker is null) return;
        journal.Succeeded(_taker);
        _taker = null;
    }

    /// <summary>Exporters send on threads of their own, and wait.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel)
    {
        var to = Prepare(request);
        try
        {
            return Judged(base.Send(request, cancel), to);
        }
        catch (Exception e)
        {
            Fail(Trouble.Of(e, to), to);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var to = Prepare(request);
        try
        {
            return Judged(await base.SendAsync(request, cancel).ConfigureAwait(false), to);
        }
        catch (Exception e)
        {
            Fail(Trouble.Of(e, to), to);
            throw;
        }
    }

    private Uri Prepare(HttpRequestMessage request)
    {
        var to = server.Server;
        request.RequestUri = new Uri(to.ToString().TrimEnd('/') + request.RequestUri!.AbsolutePath);
        if (_batch is not null) request.Headers.TryAddWithoutValidation(BatchHeader, _batch);
        // On the same machine compressing costs more than it saves.
        if (settings.Compresses && !to.IsLoopback && request.Content is { } content) request.Content = Compressed(content);
        return to;
    }

    private static HttpContent Compressed(HttpContent content)
    {
        if (content.Headers.ContentEncoding.Count > 0 || content.Headers.ContentLength is < CompressFromBytes) return content;
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var plain = content.ReadAsStream())
            plain.CopyTo(gzip);
        var compressed = new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
        compressed.Headers.ContentType = content.Headers.ContentType;
        compressed.Headers.ContentEncoding.Add("gzip");
        return compressed;
    }

    private HttpResponseMessage Judged(HttpResponseMessage answer, Uri to)
    {
        if (answer.IsSuccessStatusCode)
        {
            LastTrouble = null;
            _taker = to;
            if (!isToldLater) TellSuccess();
            return answer;
        }
        byte[] body = BoundedBody.ReadStart(answer.Content, MaxReasonBytes);
        var type = answer.Content.Headers.ContentType;
        answer.Content.Dispose();
        // Who sent may read the body too.
        answer.Content = new ByteArrayContent(body);
        answer.Content.Headers.ContentType = type ?? new MediaTypeHeaderValue("application/octet-stream");
        if (Trouble.Of(answer.StatusCode, body, settings.Authorization is not null, to) is { } trouble) Fail(trouble, to);
        return answer;
    }

    private void Fail(Trouble trouble, Uri to)
    {
        LastTrouble = trouble;
        _taker = null;
        journal.Failed(trouble, to);
        server.MoveOn(to);
    }
}
