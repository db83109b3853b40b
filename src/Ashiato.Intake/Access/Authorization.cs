using Ashiato.Doctor;
using System.Buffers;
using System.Text;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Access;

/// <summary>Decides who a caller is, by the <c>Authorization</c> header of a request or the metadata of a call.</summary>
/// <remarks>Source: the intake specification, section 4.</remarks>
internal sealed class Authorization(IntakeOptions options, ISettingsStore settings, TimeProvider time)
{
    private const string Expected =
        "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";

    // To APM Server, too, a key is unknown that may do nothing there.
    private const ApiKeyPrivileges ForIntake = ApiKeyPrivileges.EventWrite | ApiKeyPrivileges.AgentConfigurationRead | ApiKeyPrivileges.SourceMapWrite;

    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static readonly Refusal s_failed = Unauthenticated("", Cause.WrongSecretToken);
    private static readonly Refusal s_wrongKey = s_failed with { Cause = Cause.WrongApiKey };
    private static readonly Refusal s_missing = Unauthenticated(": missing or improperly formatted Authorization header: " + Expected, Cause.MissingCredentials);

    private static readonly Refusal s_formless = s_missing with { Cause = Cause.MalformedCredentials };

    private readonly SecretDigest? _token = string.IsNullOrEmpty(options.SecretToken) ? options.SecretTokenDigest : new SecretDigest(options.SecretToken);
    private readonly KnownKeys _keys = new(new ApiKeys(settings, time), time, options.ApiKeyLimit);

    /// <summary>Looks at what a caller shows.</summary>
    /// <param name="header">The value of <c>Authorization</c>; empty when there is none.</param>
    /// <param name="cancel">Ends the wait.</param>
    public ValueTask<Admission> AdmitAsync(string header, CancellationToken cancel)
    {
        if (options.IsOpen) return ValueTask.FromResult<Admission>(Caller.Trusted);
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return ValueTask.FromResult<Admission>(options.AllowsAnonymous ? Caller.Anonymous : header.Length == 0 ? s_missing : s_formless);
        string scheme = header[..space], shown = header[(space + 1)..];
        return scheme switch
        {
            "Bearer" => ValueTask.FromResult<Admission>(IsToken(shown) ? Caller.Trusted : s_failed),
            "ApiKey" => AdmitKeyAsync(shown, cancel),
            _ => ValueTask.FromResult<Admission>(Unauthenticated($": unknown Authentication header {scheme}: {Expected}", Cause.MalformedCredentials)),
        };
    }

    private bool IsToken(string shown) => options.RecognizesToken is { } recognizes ? recognizes(shown) : _token?.Matches(shown) == true;

    private async ValueTask<Admission> AdmitKeyAsync(string encoded, CancellationToken cancel)
    {
        const string Form = "expected base64(ID:APIKey)";
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
            return Unauthenticated($": improperly encoded ApiKey credentials: {Form}: illegal base64 data at input byte {FirstWrong(encoded)}", Cause.MalformedCredentials);
        string credentials = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        int colon = credentials.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Unauthenticated($": improperly formatted ApiKey credentials: {Form}", Cause.MalformedCredentials);
        try
        {
            var privileges = await _keys.FindAsync(new ApiKeyCredentials(credentials[..colon], credentials[(colon + 1)..]), cancel);
            return (privileges & ForIntake) == 0 ? s_wrongKey : new Caller(privileges, IsAnonymous: false);
        }
        catch (SettingsUnavailableException)
        {
            return new Refusal(StatusCodes.Status503ServiceUnavailable, "service unavailable", Cause.QueueFull);
        }
    }

    /// <summary>The first character that is none of base64, or else where the last group of four begins.</summary>
    private static int FirstWrong(string encoded)
    {
        int wrong = encoded.AsSpan().IndexOfAnyExcept(s_base64);
        return wrong >= 0 && encoded[wrong] != '=' ? wrong : encoded.Length / 4 * 4;
    }

    private static Refusal Unauthenticated(string reason, Cause cause) => new(StatusCodes.Status401Unauthorized, "authentication failed" + reason, cause);
}
