namespace Ashiato.Storage.Embedded;

/// <summary>Removes files that nothing names any more, but none while somebody copies them. Thread-safe.</summary>
/// <remarks>What a crash leaves unremoved, the next start removes: no catalog names it.</remarks>
internal sealed class FileRemovals
{
    private readonly Lock _gate = new();
    private readonly List<string> _waiting = [];
    private readonly List<string> _filled = [];
    private TaskCompletionSource? _release;
    private int _holders;

    /// <summary>Keeps every file that is there now until the answer is disposed of.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _holders++;
            _release ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return new Holding(Release);
    }

    /// <summary>Removes a file now, or when nobody holds it. One that is not there is fine.</summary>
    public void Remove(string path)
    {
        lock (_gate)
        {
            if (_holders > 0) _waiting.Add(path);
            else Delete(path);
        }
    }

    /// <summary>Makes a directory where it is missing, and lets it be, though empty, until the answer is disposed of: files are written into it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="isNew">True when it was missing.</param>
    public IDisposable Fill(string path, out bool isNew)
    {
        lock (_gate)
        {
            isNew = !Directory.Exists(path);
            if (isNew) Directory.CreateDirectory(path);
            _filled.Add(path);
        }
        return new Holding(() =>
        {
            lock (_gate) _filled.Remove(path);
        });
    }

    /// <summary>Ends when what was removed so far is gone from the disk.</summary>
    public Task WhenGoneAsync(CancellationToken cancel)
    {
        lock (_gate) return _waiting.Count == 0 || _release is null ? Task.CompletedTask : _release.Task.WaitAsync(cancel);
    }

    private void Release()
    {
        lock (_gate)
        {
            if (--_holders > 0) return;
            try
            {
                foreach (string path in _waiting) Delete(path);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                // The next start removes the rest.
            }
            _waiting.Clear();
            _release?.TrySetResult();
            _release = null;
        }
    }

    private void Delete(string path)
    {
        if (File.Exists(path)) File.Delete(path);
        // The directory of a day goes with its last file; that of the log stays.
        string directory = Path.GetDirectoryName(path)!;
        if (Path.GetExtension(path) != ".wal" && !_filled.Contains(directory) && Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any()) Directory.Delete(directory);
    }

    private sealed class Holding(Action release) : IDisposable
    {
        private int _isDone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 0) release();
        }
    }
}
