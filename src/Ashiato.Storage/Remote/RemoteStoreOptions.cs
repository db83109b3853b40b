using System.ComponentModel.DataAnnotations;

namespace Ashiato.Storage.Remote;

/// <summary>How a store in another process is reached.</summary>
public sealed class RemoteStoreOptions
{
    /// <summary>The token that the store asks for; <see langword="null"/> or empty when it asks for none.</summary>
    public string? Token { get; set; }

    /// <summary>Finds the token before each request, where it can change; <see cref="Token"/> counts when this is <see langword="null"/>.</summary>
    public Func<string?>? FindToken { get; set; }

    /// <summary>How long an append is tried again while the store is away or busy. Default 15 s, from 0 to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Set AppendPatience between {1} and {2}.")]
    public TimeSpan AppendPatience { get; set; } = TimeSpan.FromSeconds(15);
}
