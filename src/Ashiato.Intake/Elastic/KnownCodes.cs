using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Sets <see cref="Known"/> values by their numbers, which are looked up once a batch.</summary>
internal sealed class KnownCodes(EventBatchBuilder builder)
{
    private readonly int[] _codes = [.. Enumerable.Repeat(-1, (int)Known.Count)];

    /// <summary>Sets the value. Replaces what the row has in its field.</summary>
    public void Set(Known known)
    {
        var (field, text) = KnownValues.Of(known);
        ref int code = ref _codes[(int)known];
        if (code < 0) code = builder.CodeOf(field, text);
        builder.SetCode(field, code);
    }

    /// <summary>A new batch begins: the numbers of the one before no longer count.</summary>
    public void Forget() => Array.Fill(_codes, -1);
}
