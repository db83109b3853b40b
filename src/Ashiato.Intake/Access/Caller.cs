using Ashiato.Doctor;
using Ashiato.Settings.Keys;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Access;

/// <summary>Who sends a request, as far as it matters for what may be done.</summary>
/// <param name="Privileges">What it may do.</param>
/// <param name="IsAnonymous">True for one who has shown nothing: limited in what and how much it may send.</param>
internal sealed record Caller(ApiKeyPrivileges Privileges, bool IsAnonymous)
{
    /// <summary>Whoever showed the secret token, and everyone where nothing need be shown.</summary>
    public static Caller Trusted { get; } = new(ApiKeyPrivileges.All, IsAnonymous: false);

    /// <summary>Whoever showed nothing, where that is allowed.</summary>
    public static Caller Anonymous { get; } = new(ApiKeyPrivileges.EventWrite | ApiKeyPrivileges.AgentConfigurationRead, IsAnonymous: true);

    /// <summary>Whether the caller may do something at all; what an anonymous one may do is a matter of services and agents besides.</summary>
    /// <returns><see langword="null"/> when it may.</returns>
    public Refusal? Refuse(ApiKeyPrivileges privilege)
    {
        if (Privileges.HasFlag(privilege)) return null;
        string reason = IsAnonymous ? "anonymous access not permitted" : $"API Key not permitted action \"{privilege.Names()[0]}\"";
        return new Refusal(StatusCodes.Status403Forbidden, "unauthorized: " + reason, IsAnonymous ? Cause.MissingCredentials : Cause.NotPermitted);
    }
}
