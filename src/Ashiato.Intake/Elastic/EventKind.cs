namespace Ashiato.Intake.Elastic;

/// <summary>What a line of a stream holds, by the name it begins with.</summary>
internal enum EventKind : byte
{
    /// <summary>Nothing that intake knows.</summary>
    None,

    /// <summary><c>transaction</c>.</summary>
    Transaction,

    /// <summary><c>span</c>.</summary>
    Span,

    /// <summary><c>error</c>.</summary>
    Error,

    /// <summary><c>metricset</c>.</summary>
    Metricset,

    /// <summary><c>log</c>.</summary>
    Log,

    /// <summary><c>x</c>: a transaction in RUM v3, with its spans and metricsets inside.</summary>
    RumTransaction,

    /// <summary><c>e</c>: an error in RUM v3.</summary>
    RumError,
}

/// <summary>The names of <see cref="EventKind"/> on the wire.</summary>
internal static class EventKinds
{
    public static EventKind Find(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("x"u8)) return EventKind.RumTransaction;
        if (name.SequenceEqual("e"u8)) return EventKind.RumError;
        if (name.SequenceEqual("span"u8)) return EventKind.Span;
        if (name.SequenceEqual("transaction"u8)) return EventKind.Transaction;
        if (name.SequenceEqual("metricset"u8)) return EventKind.Metricset;
        if (name.SequenceEqual("error"u8)) return EventKind.Error;
        return name.SequenceEqual("log"u8) ? EventKind.Log : EventKind.None;
    }
}
