using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>The marketplace: sells used chairs, and is slow on purpose.</summary>
internal static class MarketApplication
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = SampleHost.Create("marketplace", 8000, args);
        string where = builder.Configuration["database"] ?? Path.Combine(Path.GetTempPath(), "marketplace.db");
        builder.Services.AddSingleton(Database.Open(where)).AddSingleton<Faults>().AddSingleton<Passwords>().AddSingleton<Sessions>().AddSingleton<Partners>();
        builder.Services.AddSingleton<ItemStore>().AddSingleton<Deals>().AddSingleton<Deliveries>();
        var app = builder.Build();
        app.Services.GetRequiredService<Partners>().Move(builder.Configuration["payment"], builder.Configuration["shipment"]);
        try
        {
            app.Services.GetRequiredService<Faults>().Mend(builder.Configuration["mend"]);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync("marketplace: " + e.Message);
            return 1;
        }
        await Schema.CreateAsync(app.Services.GetRequiredService<Database>(), app.Services.GetRequiredService<Passwords>().Hash(Schema.Password), CancellationToken.None);
        app.MapUsers();
        app.MapItems();
        app.MapDeals();
        app.MapUpkeep();
        return await SampleHost.RunAsync(app, "marketplace");
    }
}
