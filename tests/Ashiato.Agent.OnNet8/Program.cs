using Ashiato.Agent;
using Microsoft.Data.Sqlite;

// A shop on .NET 8 whose items cost a query and a call: what the agent's assembly for .NET 8 shows of it.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddHttpClient();
builder.Services.AddAshiato();
builder.Services.AddScoped(_ => new SqliteConnection("Data Source=:memory:").Traced());
var app = builder.Build();

app.MapGet("stock/{id:int}", (int id) => id > 1_000 ? Results.NotFound() : Results.Ok(id));
app.MapGet("items/{id:int}", async (int id, System.Data.Common.DbConnection database, IHttpClientFactory clients, CancellationToken cancel) =>
{
    await database.OpenAsync(cancel);
    await using var command = database.CreateCommand();
    command.CommandText = "SELECT 'pen'";
    object? name = await command.ExecuteScalarAsync(cancel);
    using var client = clients.CreateClient();
    using var stock = await client.GetAsync(new Uri($"{app.Urls.Single()}/stock/{id}?key=secret"), cancel);
    return new { id, name, stock = (int)stock.StatusCode };
});
app.MapGet("fail", string () => throw new InvalidOperationException("sold out"));

await app.StartAsync();
Console.WriteLine($".NET {Environment.Version} listens on {app.Urls.Single()}");
await app.WaitForShutdownAsync();
