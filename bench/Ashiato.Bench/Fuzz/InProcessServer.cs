using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Bench.Fuzz;

/// <summary>A server without connections: requests go straight into the application, so that millions of them can.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    /// <inheritdoc/>
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            Exception? failure = null;
            try
            {
                await application.ProcessRequestAsync(context);
            }
            catch (Exception e)
            {
                failure = e;
                throw;
            }
            finally
            {
                application.DisposeContext(context, failure);
            }
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has a request answered. Whatever the application lets escape is thrown.</summary>
    /// <param name="request">The request.</param>
    /// <param name="random">Decides in which pieces the body comes.</param>
    public async Task<FuzzAnswer> SendAsync(FuzzRequest request, Random random)
    {
        using var gone = new CancellationTokenSource();
        var features = new FeatureCollection();
        var head = new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = "http",
            Path = request.Path,
            QueryString = request.Query,
            RawTarget = request.Path + request.Query,
            Protocol = request.IsCall ? HttpProtocol.Http2 : HttpProtocol.Http11,
            Body = new BodyInPieces(request.Body, request.LeavesAfter, gone, random),
        };
        foreach (var (name, value) in request.Headers) head.Headers.Append(name, value);
        if (request.LeavesAfter is null && random.Next(2) == 0) head.Headers.ContentLength = request.Body.Length;
        var response = new HttpResponseFeature();
        var trailers = new TrailersFeature();
        features.Set<IHttpRequestFeature>(head);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpResponseTrailersFeature>(trailers);
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback, RemotePort = 50_000 });
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = gone.Token });
        await _process!(features);
        string call = trailers.Trailers.TryGetValue("grpc-message", out var trailing) || response.Headers.TryGetValue("grpc-message", out trailing) ? trailing.ToString() : "";
        return new FuzzAnswer(gone.IsCancellationRequested ? 0 : response.StatusCode, call);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class TrailersFeature : IHttpResponseTrailersFeature
    {
        IHeaderDictionary IHttpResponseTrailersFeature.Trailers { get => Trailers; set => Trailers = value; }

        public IHeaderDictionary Trailers { get; private set; } = new HeaderDictionary();
    }
}
