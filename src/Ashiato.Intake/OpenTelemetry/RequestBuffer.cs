using System.Buffers;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Bytes that requests may hold in memory at one time, all together.</summary>
internal sealed class BufferBudget(long limitBytes)
{
    private long _taken;

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limitBytes) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}

/// <summary>A message while it is read, in rented memory.</summary>
/// <param name="limitBytes">How long it may be.</param>
/// <param name="budget">What all such messages together may hold, where there can be many.</param>
internal sealed class RequestBuffer(int limitBytes, BufferBudget? budget = null) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _bytes = [];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>The bytes as a stream.</summary>
    public Stream OpenRead() => new MemoryStream(_bytes, 0, Length, writable: false);

    /// <summary>Appends bytes.</summary>
    /// <exception cref="MessageTooLargeException">There would be more than are allowed.</exception>
    /// <exception cref="BufferBudgetException">All requests together would hold too many.</exception>
    public void Add(ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > limitBytes - Length) throw new MessageTooLargeException(Length + bytes.Length, limitBytes);
        bytes.CopyTo(Room((int)bytes.Length).Span);
        Length += (int)bytes.Length;
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">About how many bytes it has.</param>
    /// <exception cref="MessageTooLargeException">There are more than are allowed.</exception>
    /// <exception cref="BufferBudgetException">All requests together would hold too many.</exception>
    public void Fill(Stream stream, int expected)
    {
        Room(Math.Clamp(expected, FirstBytes, limitBytes));
        while (Length < limitBytes)
        {
            int count = stream.Read(Room(1).Span);
            if (count == 0) return;
            Length += count;
        }
        // It must end here.
        Span<byte> beyond = stackalloc byte[1];
        if (stream.Read(beyond) > 0) throw new MessageTooLargeException(Length + 1L, limitBytes);
    }

    public void Dispose()
    {
        if (_bytes.Length == 0) return;
        budget?.Return(_bytes.Length);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private Memory<byte> Room(int count)
    {
        if (_bytes.Length - Length < count) Grow(Math.Max(Length + count, Math.Min(limitBytes, Math.Max(FirstBytes, _bytes.Length * 2))));
        // Rented memory may be longer than what was asked for.
        return _bytes.AsMemory(Length, Math.Min(_bytes.Length, limitBytes) - Length);
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(needed);
        if (budget?.TryTake(larger.Length - _bytes.Length) == false)
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw new BufferBudgetException();
        }
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>A message is longer than is allowed.</summary>
internal sealed class MessageTooLargeException(long length, int limit)
    : IOException($"The message has {length} bytes or more, {limit} are allowed. Send less at once: make the exporter's batches smaller.");

/// <summary>Too many bytes are being received at one time.</summary>
internal sealed class BufferBudgetException() : IOException("Too much is being received at the same time. Send again in a moment.");
