using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">A user, or the id of an API key; <see langword="null"/> where nobody has to say who they are.</param>
/// <param name="Role">What may be done.</param>
/// <param name="How">How that is known.</param>
internal sealed record Visitor(string? Name, UserRole Role, VisitorKind How)
{
    /// <summary>Everyone, while there is no user.</summary>
    public static Visitor Anybody { get; } = new(null, UserRole.Admin, VisitorKind.Open);

    /// <summary>Who asks this; <see langword="null"/> when that is not known.</summary>
    public static Visitor? Of(HttpContext context) => context.Features.Get<Visitor>();

    /// <summary>True when the visitor may do what needs a role.</summary>
    public bool May(UserRole role) => Role >= role;
}

/// <summary>How a visitor is known.</summary>
internal enum VisitorKind
{
    /// <summary>Nobody has to say who they are.</summary>
    Open,

    /// <summary>By the cookie of a session.</summary>
    Session,

    /// <summary>By name and password, with this request.</summary>
    Password,

    /// <summary>By an API key, with this request.</summary>
    ApiKey,
}
