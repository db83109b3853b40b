using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ashiato.Settings.Remote;

/// <summary>Settings in another process, reached over HTTP (<see cref="SettingsEndpoints"/>).</summary>
/// <param name="client">Its base address is that of the store. Stays the caller's to dispose.</param>
/// <param name="findToken">Finds what the store asks for, before each request; <see langword="null"/> or empty when it asks for nothing.</param>
public sealed class RemoteSettingsStore(HttpClient client, Func<string?> findToken) : ISettingsStore
{
    /// <summary>Settings behind a token that does not change.</summary>
    /// <param name="client">Its base address is that of the store. Stays the caller's to dispose.</param>
    /// <param name="token">What the store asks for; <see langword="null"/> or empty when it asks for nothing.</param>
    public RemoteSettingsStore(HttpClient client, string? token)
        : this(client, () => token)
    {
    }

    private readonly Uri _address = client.BaseAddress ?? throw new ArgumentException("The client has no base address. Set it to the address of the store.", nameof(client));

    /// <inheritdoc/>
    public async ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key);
        using var response = await SendAsync(HttpMethod.Get, DocumentPath(kind, key), null, null, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        return new SettingsDocument(key, VersionOf(response), await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        using var response = await SendAsync(HttpMethod.Get, $"{SettingsWire.ListPath}?kind={Uri.EscapeDataString(kind)}", null, null, cancel);
        return await response.Content.ReadFromJsonAsync(SettingsWireJson.Default.IReadOnlyListSettingsDocument, cancel)
            ?? throw new SettingsUnavailableException($"The store at {_address} answered with nothing. Check that it is an Ashiato.");
    }

    /// <inheritdoc/>
    public async ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key, value);
        var content = new ReadOnlyMemoryContent(value) { Headers = { ContentType = new MediaTypeHeaderValue(SettingsWire.BinaryType) } };
        using var response = await SendAsync(HttpMethod.Put, DocumentPath(kind, key), content, expected, cancel);
        return response.StatusCode == HttpStatusCode.PreconditionFailed ? null : VersionOf(response);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key);
        using var response = await SendAsync(HttpMethod.Delete, DocumentPath(kind, key), null, null, cancel);
        return response.StatusCode != HttpStatusCode.NotFound;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private static string DocumentPath(string kind, string key) => $"{SettingsWire.DocumentPath}?kind={Uri.EscapeDataString(kind)}&key={Uri.EscapeDataString(key)}";

    private long VersionOf(HttpResponseMessage response) =>
        long.TryParse(response.Headers.ETag?.Tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            ? version : throw new SettingsUnavailableException($"The store at {_address} answered without a version. Check that it is an Ashiato.");

    /// <returns>An answer of success, or one that says what became of a document.</returns>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, long? expected, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, path)) { Content = content };
        if (findToken() is { Length: > 0 } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (expected is { } version) request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")));
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancel);
        }
        catch (HttpRequestException away)
        {
            throw new SettingsUnavailableException($"The store at {_address} cannot be reached ({away.Message}). Check that it runs and that the address is right.", away);
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new SettingsUnavailableException($"The store at {_address} took too long to answer. Look at its load and its log.", late);
        }
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.PreconditionFailed) return response;
        // Only a document's own 404 carries a reason; another program's does not.
        using (response)
        {
            string? reason = await ReasonOfAsync(response, cancel);
            if (response.StatusCode == HttpStatusCode.NotFound && reason is not null && path.StartsWith(SettingsWire.DocumentPath, StringComparison.Ordinal))
                return new HttpResponseMessage(HttpStatusCode.NotFound);
            throw response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => new SettingsUnavailableException($"The store at {_address} does not accept the token. Give this program the token of the store (--store-token), or on the store's machine its data directory (--data)."),
                HttpStatusCode.NotFound => new SettingsUnavailableException($"There are no settings at {_address}. Check that it is the address of an Ashiato store of this version."),
                _ => new SettingsUnavailableException(reason ?? $"The store at {_address} answered {(int)response.StatusCode}."),
            };
        }
    }

    private static async Task<string?> ReasonOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json") return null;
        try
        {
            return (await response.Content.ReadFromJsonAsync(SettingsWireJson.Default.SettingsError, cancel))?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
