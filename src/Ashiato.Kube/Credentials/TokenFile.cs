namespace Ashiato.Kube.Credentials;

/// <summary>A token in a file that is replaced before the token expires; read again at least every minute.</summary>
internal sealed class TokenFile(string path, TimeProvider time)
{
    private static readonly TimeSpan s_freshFor = TimeSpan.FromMinutes(1);
    private string? _token;
    private long _read;

    /// <summary>The value of <c>Authorization</c>.</summary>
    public async Task<string?> ReadAsync(bool isRefused, CancellationToken cancel)
    {
        if (_token is { } known && !isRefused && time.GetElapsedTime(_read) < s_freshFor) return known;
        _token = "Bearer " + (await File.ReadAllTextAsync(path, cancel)).Trim();
        _read = time.GetTimestamp();
        return _token;
    }
}
