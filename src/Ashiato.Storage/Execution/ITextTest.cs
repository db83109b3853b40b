namespace Ashiato.Storage.Execution;

/// <summary>A test of texts that can say of a template that no text made of it passes. Not thread-safe.</summary>
internal interface ITextTest
{
    /// <summary>False only when it is certain that no text passes that has these parts, with literals between them.</summary>
    /// <param name="template">The parts, one behind the other, a mark of bytes below 8 and at most one more byte between each two.</param>
    /// <param name="literalBytes">The bytes that literals have; <see langword="null"/> for any. A literal has at least one byte, but for those of any bytes.</param>
    bool MayPass(ReadOnlySpan<byte> template, byte[]? literalBytes);

    /// <summary>A number that every text which passes has; <see langword="null"/> when it asks for none.</summary>
    SoughtNumber? Number { get; }
}
