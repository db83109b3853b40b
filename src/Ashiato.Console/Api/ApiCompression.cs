using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Api;

/// <summary>Compresses answers of <c>/api/</c> and pages, and nothing else, as the client accepts: Brotli or gzip.</summary>
internal static class ApiCompression
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddApiCompression()
        {
            services.AddResponseCompression(options =>
            {
                // Answers hold no secret beside what the client sent, so their length under TLS betrays nothing.
                options.EnableForHttps = true;
                options.MimeTypes = ["application/json", "application/problem+json", "text/html"];
            });
            // A trace of 100,000 rows shrinks to a tenth at the fastest level; better levels cost more time than they save.
            services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
            services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
            return services;
        }
    }

    extension(IEndpointConventionBuilder endpoints)
    {
        /// <param name="services">Those of the application, for endpoints that are built without any.</param>
        public void Compress(IServiceProvider? services = null) => endpoints.Finally(endpoint =>
        {
            var answer = endpoint.RequestDelegate;
            if (answer is null) return;
            var compression = new ResponseCompressionMiddleware(answer, (services ?? endpoint.ApplicationServices).GetRequiredService<IResponseCompressionProvider>());
            endpoint.RequestDelegate = compression.Invoke;
        });
    }
}
