using System.Buffers;

namespace Ashiato.Intake.Elastic;

/// <summary>What <see cref="LineReader.Take"/> found.</summary>
internal enum LineKind : byte
{
    /// <summary>No whole line is there yet.</summary>
    None,

    /// <summary>A line.</summary>
    Whole,

    /// <summary>The beginning of a line that is too long. The rest of it is thrown away.</summary>
    TooLong,
}

/// <summary>Cuts a stream into lines while it arrives, in memory that depends only on the longest line allowed.</summary>
/// <param name="limitBytes">The longest line, its line feed included.</param>
internal sealed class LineReader(int limitBytes) : IDisposable
{
    /// <summary>Most streams that are open at one time send a few lines now and then.</summary>
    private const int FirstBytes = 4 * 1024;

    /// <summary>One that comes faster than it is read gets this much at once.</summary>
    private const int FastBytes = 64 * 1024;

    private byte[] _buffer = [];
    private int _size = FirstBytes;
    private int _start;
    private int _end;
    private int _scanned;
    private bool _isSkipping;

    /// <summary>True when something was read and not taken.</summary>
    public bool HasBytes => _end > _start || _isSkipping;

    /// <summary>True when there is more of it than a sender leaves that sends now and then.</summary>
    public bool HasMany => _end - _start > FirstBytes;

    /// <summary>True when the stream is at its end; lines may still be left.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Takes the next line out. It is valid until the next <see cref="FillAsync"/>.</summary>
    public LineKind Take(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_isSkipping && !TrySkip()) return LineKind.None;
        int feed = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        int end = feed < 0 ? _end : _scanned + feed;
        int length = end - _start;
        if (length >= limitBytes)
        {
            line = _buffer.AsSpan(_start, limitBytes);
            _isSkipping = feed < 0;
            _start = _scanned = feed < 0 ? _end : end + 1;
            return LineKind.TooLong;
        }
        if (feed < 0 && !(HasEnded && length > 0))
        {
            _scanned = _end;
            return LineKind.None;
        }
        line = _buffer.AsSpan(_start, length);
        _start = _scanned = feed < 0 ? _end : end + 1;
        return LineKind.Whole;
    }

    /// <summary>Reads more. Lines taken before are no longer valid.</summary>
    public async Task FillAsync(Stream stream, CancellationToken cancel)
    {
        if (_start == _end)
        {
            var coming = stream.ReadAsync(Memory<byte>.Empty, cancel);
            if (!coming.IsCompleted) Release();
            await coming;
        }
        MakeRoom();
        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
        _end += count;
        HasEnded = count == 0;
    }

    public void Dispose() => Release();

    /// <summary>Gives the buffer back, of which nothing is left. Another is taken when something has come: thousands of senders may be silent for seconds.</summary>
    private void Release()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = _scanned = 0;
    }

    private bool TrySkip()
    {
        int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        _start = _scanned = feed < 0 ? _end : _start + feed + 1;
        _isSkipping = feed < 0;
        return feed >= 0;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            if (_end > 0 && _end == _buffer.Length) _size = FastBytes;
            _start = _end = _scanned = 0;
            if (_buffer.Length < _size) Replace(_size);
        }
        if (_end < _buffer.Length) return;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _scanned -= _start;
            _start = 0;
            if (_end < _buffer.Length / 2) return;
        }
        // A line that fills the buffer is not yet too long, so the buffer never exceeds twice the limit.
        Replace(Math.Max(FastBytes, _buffer.Length * 2));
    }

    private void Replace(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
