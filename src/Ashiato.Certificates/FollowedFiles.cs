using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Ashiato.Certificates;

/// <summary>What some files say, read again once they have changed. Thread-safe.</summary>
/// <remarks>
/// Looked at when somebody asks, once a second at most: Kubernetes replaces a link to the files' folder, which watchers of files do not see. Files that cannot be used at the moment change nothing,
/// and are told of once.
/// </remarks>
/// <typeparam name="T">What they say.</typeparam>
public sealed partial class FollowedFiles<T> where T : class
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly string[] _paths;
    private readonly string _names;
    private readonly Func<T> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _looking = new();
    private volatile T _known;
    private string _state;
    private long _lookedAt;

    /// <summary>Reads them for the first time.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="read">Reads them. What it throws the first time is the caller's; later it is logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told of what was read or refused later.</param>
    public FollowedFiles(IEnumerable<string> paths, Func<T> read, TimeProvider time, ILogger log)
    {
        (_paths, _read, _time, _log) = ([.. paths], read, time, log);
        _names = string.Join(", ", _paths);
        _state = StateOfFiles();
        _lookedAt = time.GetTimestamp();
        _known = read();
    }

    /// <summary>What they say now.</summary>
    public T Current
    {
        get
        {
            // Whoever comes while somebody looks takes what is known.
            if (_time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) < s_lookEvery || !_looking.TryEnter()) return _known;
            try
            {
                Look();
            }
            finally
            {
                _looking.Exit();
            }
            return _known;
        }
    }

    private void Look()
    {
        Interlocked.Exchange(ref _lookedAt, _time.GetTimestamp());
        string state = StateOfFiles();
        if (state == _state) return;
        _state = state;
        try
        {
            _known = _read();
            LogRead(_names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or CertificateException)
        {
            LogRefused(_names, e.Message);
        }
    }

    private string StateOfFiles() => string.Concat(_paths.Select(FileState.Of));

    [LoggerMessage(EventId = 404, Level = LogLevel.Information, Message = "{Files} was read again")]
    private partial void LogRead(string files);

    [LoggerMessage(EventId = 405, Level = LogLevel.Error, Message = "{Files} has changed and cannot be used: {Reason} What was read before counts until it can")]
    private partial void LogRefused(string files, string reason);
}
