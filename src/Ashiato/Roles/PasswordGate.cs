using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>Lets requests pass that show a password by HTTP's Basic scheme, with any user name, and answers 401 to the others.</summary>
internal sealed class PasswordGate(string password)
{
    private readonly SecretDigest _expected = new(password);

    /// <summary>The middleware. An orchestrator's probes pass without a password.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Health.IsProbe(context) || AuthorityEndpoint.IsFor(context) || IsAllowed(context.Request.Headers.Authorization)) return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Ashiato\", charset=\"UTF-8\"";
        return Task.CompletedTask;
    }

    /// <summary>True when the header shows the password.</summary>
    public bool IsAllowed(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)) return false;
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return false;
        if (header.Parameter is not { } credentials || !Base64.IsValid(credentials)) return false;
        string pair = Encoding.UTF8.GetString(Convert.FromBase64String(credentials));
        int colon = pair.IndexOf(':');
        return colon >= 0 && _expected.Matches(pair[(colon + 1)..]);
    }
}
