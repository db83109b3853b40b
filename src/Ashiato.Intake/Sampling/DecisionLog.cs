using System.Text.Json;

namespace Ashiato.Intake.Sampling;

/// <summary>Decisions on disk, written before anything follows from them, so that what follows can be done again after a crash. Not thread-safe.</summary>
/// <remarks>File <c>decisions.jsonl</c>: one JSON object a line, a <see cref="SamplingDecision"/> or <c>{"Done":number}</c>. A last line that is not whole does not count.</remarks>
internal sealed class DecisionLog : IDisposable
{
    private const long RewriteBytes = 16 * 1024 * 1024;

    private readonly string _path;
    private readonly List<SamplingDecision> _decisions = [];
    private readonly HashSet<long> _done = [];
    private FileStream _file;
    private long _rewriteAt = RewriteBytes;

    /// <param name="directory">Where the file is.</param>
    /// <param name="open">Opens it, in place of the file system.</param>
    public DecisionLog(string directory, Func<string, FileStream>? open = null)
    {
        _path = Path.Combine(directory, "decisions.jsonl");
        _file = open?.Invoke(_path) ?? new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Load();
    }

    /// <summary>The decisions that records may still be there for, oldest first.</summary>
    public IReadOnlyList<SamplingDecision> Decisions => _decisions;

    /// <summary>The number of the next decision.</summary>
    public long NextNumber { get; private set; }

    /// <summary>True when all that follows from a decision is done.</summary>
    public bool IsDone(SamplingDecision decision) => _done.Contains(decision.Number);

    /// <summary>Writes a decision; it is durable when this returns.</summary>
    /// <exception cref="IOException">It could not be written; the file is as it was before.</exception>
    public void Add(SamplingDecision decision)
    {
        // Not used again either way: what is said to be done would be said of another one.
        NextNumber = decision.Number + 1;
        Write(JsonSerializer.SerializeToUtf8Bytes(decision));
        _decisions.Add(decision);
    }

    /// <summary>All that follows from a decision is done.</summary>
    public void Finish(SamplingDecision decision)
    {
        Write(JsonSerializer.SerializeToUtf8Bytes(new Finished(decision.Number)));
        _done.Add(decision.Number);
    }

    /// <summary>Forgets the decisions that are done and about records that are gone, when there is much to forget.</summary>
    public void Clean(long firstSequence)
    {
        if (_file.Length < _rewriteAt) return;
        // The last one says up to where roots are decided, whatever became of the records.
        _decisions.RemoveAll(decision => decision != _decisions[^1] && IsDone(decision) && decision.EndSequence <= firstSequence);
        string next = _path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            foreach (var decision in _decisions)
            {
                WriteLine(file, JsonSerializer.SerializeToUtf8Bytes(decision));
                if (IsDone(decision)) WriteLine(file, JsonSerializer.SerializeToUtf8Bytes(new Finished(decision.Number)));
            }
            file.Flush(flushToDisk: true);
        }
        _file.Dispose();
        File.Move(next, _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _file.Seek(0, SeekOrigin.End);
        _done.IntersectWith(_decisions.Select(decision => decision.Number));
        _rewriteAt = _file.Length + RewriteBytes;
    }

    public void Dispose() => _file.Dispose();

    private void Load()
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        ReadOnlySpan<byte> rest = bytes;
        while (rest.IndexOf((byte)'\n') is var end and >= 0 && TryTake(rest[..end])) rest = rest[(end + 1)..];
        _file.SetLength(bytes.Length - rest.Length);
        _file.Seek(0, SeekOrigin.End);
    }

    private bool TryTake(ReadOnlySpan<byte> line)
    {
        try
        {
            if (line.StartsWith("{\"Done\""u8))
            {
                _done.Add(JsonSerializer.Deserialize<Finished>(line)!.Done);
                return true;
            }
            var decision = JsonSerializer.Deserialize<SamplingDecision>(line)!;
            _decisions.Add(decision);
            NextNumber = decision.Number + 1;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Write(byte[] line)
    {
        long before = _file.Position;
        try
        {
            WriteLine(_file, line);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Nothing behind half a line would be read.
            _file.SetLength(before);
            throw;
        }
    }

    private static void WriteLine(FileStream file, byte[] line)
    {
        file.Write(line);
        file.WriteByte((byte)'\n');
    }

    private sealed record Finished(long Done);
}
