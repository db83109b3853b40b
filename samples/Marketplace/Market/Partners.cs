using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace Marketplace.Market;

/// <summary>The services that the marketplace depends on.</summary>
internal sealed class Partners(IHttpClientFactory clients)
{
    private volatile string _payment = "http://127.0.0.1:5555";
    private volatile string _shipment = "http://127.0.0.1:7000";

    /// <summary>Where payments are made.</summary>
    public string Payment => _payment;

    /// <summary>Where parcels are planned.</summary>
    public string Shipment => _shipment;

    /// <summary>Says where they are.</summary>
    public void Move(string? payment, string? shipment)
    {
        if (!string.IsNullOrEmpty(payment)) _payment = payment.TrimEnd('/');
        if (!string.IsNullOrEmpty(shipment)) _shipment = shipment.TrimEnd('/');
    }

    /// <summary>Charges a card's token.</summary>
    /// <returns><c>ok</c>, <c>invalid</c> or <c>fail</c>.</returns>
    public async Task<string> ChargeAsync(string token, int price, CancellationToken cancel) =>
        (await PostAsync(_payment + "/token", new Dictionary<string, object> { ["token"] = token, ["price"] = price }, cancel)).Status ?? "fail";

    /// <summary>Plans a parcel.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> CreateParcelAsync(User from, User to, CancellationToken cancel)
    {
        var parcel = new Dictionary<string, object> { ["to_address"] = to.Address, ["to_name"] = to.AccountName, ["from_address"] = from.Address, ["from_name"] = from.AccountName };
        return (await PostAsync(_shipment + "/create", parcel, cancel)).ReserveId ?? throw new InvalidOperationException("The shipment service gave no number.");
    }

    /// <summary>Has a parcel fetched.</summary>
    public Task RequestParcelAsync(string reserveId, CancellationToken cancel) => PostAsync(_shipment + "/request", new Dictionary<string, object> { ["reserve_id"] = reserveId }, cancel);

    /// <summary>Where a parcel is.</summary>
    public async Task<string> StatusAsync(string reserveId, CancellationToken cancel)
    {
        using var client = clients.CreateClient();
        return (await client.GetFromJsonAsync<Answer>(new Uri($"{_shipment}/status?reserveId={reserveId}"), cancel))?.Status ?? "";
    }

    private async Task<Answer> PostAsync(string url, Dictionary<string, object> body, CancellationToken cancel)
    {
        using var client = clients.CreateClient();
        using var answer = await client.PostAsJsonAsync(new Uri(url), body, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<Answer>(cancel) ?? new Answer(null, null);
    }

    private sealed record Answer([property: JsonPropertyName("status")] string? Status, [property: JsonPropertyName("reserve_id")] string? ReserveId);
}
