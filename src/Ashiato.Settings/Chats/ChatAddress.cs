namespace Ashiato.Settings.Chats;

/// <summary>A webhook to which runs can be posted.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">Where it is. Whoever knows it can post: it is a secret.</param>
/// <param name="Format">What it understands.</param>
/// <param name="ChangedAt">When it was written.</param>
public sealed record ChatAddress(string Name, string Url, ChatFormat Format, DateTimeOffset ChangedAt)
{
    /// <summary>The address without what makes it a secret: scheme and host.</summary>
    public string Place => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority}/…" : "…";
}
