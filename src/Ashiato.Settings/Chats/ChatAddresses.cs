using Ashiato.Model;

namespace Ashiato.Settings.Chats;

/// <summary>The webhooks to which runs can be posted: listed, written and removed. Nothing is ever sent to any other address.</summary>
public sealed class ChatAddresses(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The most of them.</summary>
    public const int Most = 10;

    private const int MaxNameLength = 100, MaxUrlLength = 2_000;

    private readonly SettingsKind<ChatAddress> _addresses = new(settings, "chat-address", static () => SettingsJson.Default.ChatAddress);

    /// <summary>All, by name.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public ValueTask<IReadOnlyList<ChatAddress>> ListAsync(CancellationToken cancel) => _addresses.ListAsync(cancel);

    /// <summary>True when there is one.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<bool> HasAnyAsync(CancellationToken cancel) => (await ListAsync(cancel)).Count > 0;

    /// <summary>Writes one, in place of the one with its name.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="url">Where it is: http or https.</param>
    /// <param name="format">What it understands; <see langword="null"/> to tell by the address.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">It cannot be kept; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<ChatAddress> PutAsync(string name, string url, ChatFormat? format, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxNameLength) throw new RefusedException(SettingsRefusal.ChatNameLength, $"The name has {name.Length} characters; write one of 1 to {MaxNameLength}.");
        if (url.Length > MaxUrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new RefusedException(SettingsRefusal.ChatAddress, $"The address is no http or https address of at most {MaxUrlLength} characters; copy it from the settings of the chat.");
        var all = await ListAsync(cancel);
        if (all.Count >= Most && all.All(one => one.Name != name)) throw new RefusedException(SettingsRefusal.TooManyChats, $"There are {all.Count} addresses, which is the most; remove one first.");
        var written = new ChatAddress(name, url, format ?? FormatOf(address), time.GetUtcNow());
        await _addresses.PutAsync(name, written, cancel);
        return written;
    }

    /// <summary>Removes one.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancel) => _addresses.DeleteAsync(name, cancel);

    // Discord also takes Slack's form, below an address that ends so.
    private static ChatFormat FormatOf(Uri url) =>
        (url.Host is "discord.com" or "discordapp.com" || url.Host.EndsWith(".discord.com", StringComparison.Ordinal)) && !url.AbsolutePath.EndsWith("/slack", StringComparison.Ordinal)
            ? ChatFormat.Discord : ChatFormat.Slack;
}
