using System.Collections.Concurrent;
using System.Globalization;

namespace Marketplace.Shipment;

/// <summary>Somebody else's service: plans parcels, fetches them, and says where they are. Its couriers are quick.</summary>
internal static class ShipmentService
{
    private static readonly TimeSpan s_lookingUpTakes = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_pickedUpAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_deliveredAfter = TimeSpan.FromMilliseconds(150);

    /// <summary>Runs it.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var app = SampleHost.Create("shipment", 7000, args).Build();
        var time = TimeProvider.System;
        // When a parcel was asked to be fetched; no time before.
        var parcels = new ConcurrentDictionary<string, DateTimeOffset?>();
        int last = 0;

        app.MapPost("create", async (Parcel parcel, CancellationToken cancel) =>
        {
            await Task.Delay(s_lookingUpTakes, cancel);
            string id = Interlocked.Increment(ref last).ToString("D10", CultureInfo.InvariantCulture);
            parcels[id] = null;
            return new { reserve_id = id, reserve_time = time.GetUtcNow().ToUnixTimeSeconds(), parcel.ToName };
        });
        app.MapPost("request", async (Reserved reserved, CancellationToken cancel) =>
        {
            await Task.Delay(s_lookingUpTakes, cancel);
            return parcels.TryUpdate(reserved.ReserveId, time.GetUtcNow(), null) ? Results.Ok(new { status = "wait_pickup" }) : Results.BadRequest(new { error = "The parcel does not wait to be fetched." });
        });
        app.MapGet("status", async (string reserveId, CancellationToken cancel) =>
        {
            await Task.Delay(s_lookingUpTakes, cancel);
            return parcels.TryGetValue(reserveId, out var requested) ? Results.Ok(new { status = StatusOf(requested) }) : Results.NotFound(new { error = "There is no such parcel." });
        });
        return SampleHost.RunAsync(app, "shipment");

        string StatusOf(DateTimeOffset? requested) => requested is not { } since ? "initial"
            : time.GetUtcNow() - since is var waited && waited < s_pickedUpAfter ? "wait_pickup"
            : waited < s_deliveredAfter ? "shipping" : "done";
    }

    private sealed record Parcel(string ToAddress, string ToName, string FromAddress, string FromName);

    private sealed record Reserved(string ReserveId);
}
