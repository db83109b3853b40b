namespace Ashiato.Operator.Associations;

/// <summary>What an object knows of its store.</summary>
/// <param name="State">Empty without a reference; else <c>Pending</c>, <c>Established</c> or <c>Failed</c>.</param>
/// <param name="Reason">The condition's reason.</param>
/// <param name="Message">The condition's message.</param>
internal sealed record Association(string State, string Reason, string Message)
{
    public const string Pending = "Pending", Established = "Established", Failed = "Failed";

    public static readonly Association None = new("", "NotConfigured", "no store is referred to");

    /// <summary>Where the store is.</summary>
    public string? Url { get; init; }

    /// <summary>What the object shows to the store.</summary>
    public string? Token { get; init; }

    /// <summary>How far the replacement of the token is; <see langword="null"/> where the store is somebody else's.</summary>
    public TokenHandover? Handover { get; init; }

    /// <summary>The user that the object is to its store; <see langword="null"/> where the store is somebody else's.</summary>
    public string? User { get; init; }

    /// <summary>The password of user <c>elastic</c>, where the console cannot know its users by the store: that is somebody else's.</summary>
    public string? Password { get; init; }

    /// <summary>The Secret with the store's authority; <see langword="null"/> when it is one that everybody trusts, or there is no TLS.</summary>
    public string? AuthoritySecret { get; init; }

    /// <summary>The version of the store, where it is one of this cluster and has said it.</summary>
    public string? StoreVersion { get; init; }

    /// <summary>The Secret with the certificate that is shown to the store; <see langword="null"/> when it asks for none.</summary>
    public string? ClientSecret { get; init; }

    public bool IsEstablished => State == Established;
}
