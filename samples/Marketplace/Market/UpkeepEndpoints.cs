using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>What a benchmark does before it begins.</summary>
internal static class UpkeepEndpoints
{
    /// <summary>Maps <c>/initialize</c> and <c>/settings</c>.</summary>
    public static void MapUpkeep(this WebApplication app)
    {
        app.MapPost("initialize", async (Beginning beginning, Database database, Faults faults, Passwords passwords, Sessions sessions, Partners partners, CancellationToken cancel) =>
        {
            try
            {
                faults.Mend(beginning.Mend);
            }
            catch (ArgumentException e)
            {
                return Results.BadRequest(new { error = e.Message });
            }
            partners.Move(beginning.PaymentServiceUrl, beginning.ShipmentServiceUrl);
            sessions.Clear();
            await Schema.CreateAsync(database, passwords.Hash(Schema.Password), cancel);
            return Results.Ok(new { campaign = 0, language = "C#" });
        });
        app.MapGet("settings", (Partners partners) => new { payment_service_url = partners.Payment, shipment_service_url = partners.Shipment });
    }

    /// <param name="PaymentServiceUrl">Where payments are made from now on.</param>
    /// <param name="ShipmentServiceUrl">Where parcels are planned from now on.</param>
    /// <param name="Mend">Names of faults that are mended from now on; all others are back.</param>
    private sealed record Beginning(string? PaymentServiceUrl, string? ShipmentServiceUrl, string? Mend);
}
