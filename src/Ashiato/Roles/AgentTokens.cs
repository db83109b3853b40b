using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The tokens of agents, read again from their files when those change: the one that counts, and the one before while it is being replaced. Thread-safe.</summary>
/// <remarks>A file that cannot be read at the moment changes nothing: agents are not to be shut out by a mount that is just swapped.</remarks>
internal sealed class TokenFolder
{
    private const string CurrentFile = "secret-token", PreviousFile = "previous-secret-token";

    /// <summary>A change counts after this.</summary>
    private static readonly TimeSpan s_rereadAfter = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private Known _known;
    private long _previousUses;

    /// <param name="folder">Where the files are.</param>
    /// <param name="time">The clock.</param>
    public TokenFolder(string folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
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
            var current = DigestOf(CurrentFile);
            return current is null ? before with { ReadAt = now } : new Known(current, DigestOf(PreviousFile), now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return before with { ReadAt = now };
        }
    }

    private SecretDigest? DigestOf(string file) => SecretsFolder.TryRead(Path.Combine(_folder, file)) is { Length: > 0 } token ? new SecretDigest(token) : null;

    private sealed record Known(SecretDigest? Current, SecretDigest? Previous, long ReadAt);
}
