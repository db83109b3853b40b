namespace Ashiato.Bench.Fuzz;

/// <summary>One thing that senders can reach.</summary>
/// <param name="name">What it is called in results.</param>
/// <param name="weight">Its share of all requests, beside the weights of the others.</param>
internal abstract class FuzzSurface(string name, int weight)
{
    /// <inheritdoc cref="FuzzSurface"/>
    public string Name => name;

    /// <inheritdoc cref="FuzzSurface"/>
    public int Weight => weight;

    /// <summary>Sends one request that is nearly right.</summary>
    /// <returns>A status as HTTP has it, and what is wrong with the answer; <see langword="null"/> when nothing is.</returns>
    public abstract Task<(int Status, string? Finding)> RunAsync(Random random);
}

/// <summary>An endpoint of a server.</summary>
/// <param name="name">What it is called.</param>
/// <param name="weight">Its share.</param>
/// <param name="server">Where it is.</param>
/// <param name="make">Makes a request.</param>
internal sealed class RequestSurface(string name, int weight, InProcessServer server, Func<Random, FuzzRequest> make) : FuzzSurface(name, weight)
{
    public override async Task<(int Status, string? Finding)> RunAsync(Random random)
    {
        var request = make(random);
        var answer = await server.SendAsync(request, random);
        bool isWrong = answer.Status is >= 500 and not StatusUnavailable || answer.CallMessage == "internal error";
        return (answer.Status, isWrong ? $"{request.Method} {request.Path}{request.Query} answered {answer.Status} {answer.CallMessage}" : null);
    }

    private const int StatusUnavailable = 503;
}
