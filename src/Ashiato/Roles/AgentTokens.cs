using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The tokens of agents, read again from the file that they come from when it changes: the one that counts, and the one before while it is being replaced. Thread-safe.</summary>
/// <remarks>A file that cannot be read at the moment changes nothing: agents are not to be shut out by a mount that is just swapped.</remarks>
internal sealed class AgentTokens
{
    private const string PreviousFile = "previous-secret-token";

    /// <summary>A change counts after this.</summary>
    private static readonly TimeSpan s_rereadAfter = TimeSpan.FromSeconds(5);

    private readonly TokenFile _file;
    private readonly string? _previous;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private Known _known;
    private long _previousUses;

    /// <param name="file">Where the token is. Beside a file of its own, the one before may be another.</param>
    /// <param name="time">The clock.</param>
    public AgentTokens(TokenFile file, TimeProvider time)
    {
        (_file, _time) = (file, time);
        _previous = file.IsSettingFile ? null : Path.Combine(Path.GetDirectoryName(file.Path)!, PreviousFile);
        _known = Read(new Known(null, null, 0));
    }

    /// <summary>How often the token before was shown.</summary>
    public long PreviousUses => Interlocked.Read(ref _previousUses);

    /// <summary>True when a token may be shown.</summary>
    public bool Matches(string shown)
    {
        var known = Now();
        if (known.Current?.Matches(shown) == true) return true;
        if (known.Previous?.Matches(shown) != true) return false;
        Interlocked.Increment(ref _previousUses);
        return true;
    }

    private Known Now()
    {
        var known = Volatile.Read(ref _known);
        if (_time.GetElapsedTime(known.ReadAt) < s_rereadAfter || !_reading.TryEnter()) return known;
        try
        {
            known = Read(known);
            Volatile.Write(ref _known, known);
            return known;
        }
        finally
        {
            _reading.Exit();
        }
    }

    private Known Read(Known before)
    {
        long now = _time.GetTimestamp();
        try
        {
            return new Known(new SecretDigest(_file.Read()), _previous is not null && SecretsFolder.TryRead(_previous) is { Length: > 0 } previous ? new SecretDigest(previous) : null, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return before with { ReadAt = now };
        }
    }

    private sealed record Known(SecretDigest? Current, SecretDigest? Previous, long ReadAt);
}
