using System.Security.Claims;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Agent.Tests;

public sealed class RequestTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_request_is_a_transaction_named_by_its_method_and_route()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("items/{id}", (int id) => Results.StatusCode(201)));

        await shop.GetAsync("/items/7?page=2&access_token=hidden", ("User-Agent", "browser/1"));

        var (transaction, _) = await server.TraceOfAsync("GET /items/{id}");
        Assert.Equal(("request", "HTTP 2xx", "success"), (transaction.Text(Fields.TransactionType), transaction.Text(Fields.TransactionResult), transaction.Text(Fields.EventOutcome)));
        Assert.Equal(("shop", "opentelemetry/dotnet/ashiato"), (transaction.Text(Fields.ServiceName), transaction.Text(Fields.AgentName)));
        Assert.Equal((201, "GET"), (transaction.Number(Fields.HttpResponseStatusCode), transaction.Text(Fields.HttpRequestMethod)));
        Assert.Equal($"{shop.Client.BaseAddress}items/7?page=2&access_token=[REDACTED]", transaction.Text(Fields.UrlFull));
        Assert.Equal(("browser/1", "127.0.0.1"), (transaction.Text(Fields.UserAgentOriginal), transaction.Text(Fields.ClientIp)));
    }

    [Theory]
    [InlineData("items/{id:long}/{part:alpha:maxlength(9)}", "/items/7/box", "GET /items/{id}/{part}")]
    [InlineData("items/{id=1}", "/items", "GET /items/{id}")]
    [InlineData("files/{**path}", "/files/a/b", "GET /files/{**path}")]
    [InlineData("{area}/{controller=Home}/list-{page:int}", "/shop/basket/list-2", "GET /shop/basket/list-{page}")]
    [InlineData("", "/", "GET /")]
    public async Task A_route_in_a_name_says_what_its_parameters_are_called_and_not_what_they_must_be_like(string route, string path, string name)
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet(route, () => "here"));

        await shop.GetAsync(path);

        await server.TraceOfAsync(name);
    }

    [Fact]
    public async Task A_request_that_nothing_answers_is_named_so()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, _ => { });

        await shop.GetAsync("/wp-login.php");

        Assert.Equal(404, (await server.TraceOfAsync("GET unknown route")).Transaction.Number(Fields.HttpResponseStatusCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_that_leaves_a_request_is_an_error_of_it(bool isHandled)
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            if (isHandled) app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
            app.MapGet("buy/{id}", string (int id) => throw new InvalidOperationException("sold out"));
        });

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, await shop.GetAsync("/buy/7"));

        var (transaction, others) = await server.TraceOfAsync("GET /buy/{id}");
        Assert.Equal(("HTTP 5xx", "failure"), (transaction.Text(Fields.TransactionResult), transaction.Text(Fields.EventOutcome)));
        var error = Assert.Single(others, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Error);
        Assert.Equal(("sold out", "System.InvalidOperationException"), (error.Text(Fields.ErrorExceptionMessage), error.Text(Fields.ErrorExceptionType)));
        Assert.Equal(transaction.Text(Fields.TransactionId), error.Text(Fields.TransactionId));
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("elastic-apm-traceparent")]
    public async Task A_trace_that_began_elsewhere_goes_on(string header)
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("items", () => "none"));

        await shop.GetAsync("/items", (header, $"00-{TraceId}-b7ad6b7169203331-01"));

        var (transaction, _) = await server.TraceOfAsync("GET /items");
        Assert.Equal((TraceId, "b7ad6b7169203331"), (transaction.Text(Fields.TraceId), transaction.Text(Fields.ParentId)));
    }

    [Fact]
    public async Task What_is_ignored_or_was_not_recorded_by_the_caller_is_not_sent()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.MapGet("healthz", () => "ok");
            app.MapGet("items", () => "none");
            app.MapGet("last", () => "");
        }, "TransactionIgnoreUrls=/health*");

        await shop.GetAsync("/healthz");
        await shop.GetAsync("/items", ("traceparent", $"00-{TraceId}-b7ad6b7169203331-00"));
        await shop.GetAsync("/last");

        await server.TraceOfAsync("GET /last");
        Assert.Equal(["GET /last"], server.Stored.Select(row => row.Text(Fields.TransactionName)));
    }

    [Fact]
    public async Task Who_is_signed_in_is_told_and_headers_only_when_asked()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "mei")], "test"));
                return next(context);
            });
            app.MapGet("me", () => "you");
        }, "CaptureHeaders=true");

        await shop.GetAsync("/me", ("X-Shop", "tokyo"), ("Cookie", "session=1"));

        var (transaction, _) = await server.TraceOfAsync("GET /me");
        Assert.Equal("mei", transaction.Text(Fields.UserName));
        Assert.Equal(("tokyo", "[REDACTED]"), (transaction.Text(Fields.Label("http_request_header_x-shop")), transaction.Text(Fields.Label("http_request_header_cookie"))));
    }
}
