using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ashiato.Bench.Load;

/// <summary>What can be queried: counts that <c>/api/services</c> gives over a stretch of time.</summary>
/// <param name="Transactions">Transactions of all services.</param>
/// <param name="Spans">Spans of all services.</param>
/// <param name="TransactionsByService">Transactions of each service.</param>
/// <param name="AnswerTime">How long the question took.</param>
internal sealed record StoredCounts(long Transactions, long Spans, IReadOnlyDictionary<string, long> TransactionsByService, TimeSpan AnswerTime)
{
    /// <summary>Asks for everything from <paramref name="fromMicros"/> on.</summary>
    public static async Task<StoredCounts> AskAsync(Uri console, long fromMicros, long toMicros, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var address = new Uri(console, $"/api/services?from={Iso(fromMicros)}&to={Iso(toMicros)}");
        long asked = Stopwatch.GetTimestamp();
        await using var answer = await client.GetStreamAsync(address, cancel);
        using var json = await JsonDocument.ParseAsync(answer, cancellationToken: cancel);
        var answerTime = Stopwatch.GetElapsedTime(asked);
        var byService = json.RootElement.GetProperty("services").EnumerateArray()
            .ToDictionary(service => service.GetProperty("name").GetString()!, service => service.GetProperty("transactionCount").GetInt64());
        return new(json.RootElement.GetProperty("transactionCount").GetInt64(), json.RootElement.GetProperty("spanCount").GetInt64(), byService, answerTime);
    }

    private static string Iso(long micros) => DateTime.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
