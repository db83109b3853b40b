using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What an event of another protocol says beside its attributes.</summary>
internal readonly ref struct BridgedEvent
{
    /// <summary>The attributes, as a span of OTLP has them.</summary>
    public ReadOnlySpan<byte> Attributes { get; init; }

    /// <summary>The type that the sender gave it; may be empty.</summary>
    public ReadOnlySpan<byte> Type { get; init; }

    /// <summary>The result of a transaction; may be empty.</summary>
    public ReadOnlySpan<byte> Result { get; init; }

    /// <summary>The kind of span, such as <c>CLIENT</c>; may be empty.</summary>
    public ReadOnlySpan<byte> Kind { get; init; }

    /// <summary>The host that it ran on; may be empty.</summary>
    public ReadOnlySpan<byte> Hostname { get; init; }

    /// <summary>True when it succeeded or failed by what is known without the attributes.</summary>
    public bool HasOutcome { get; init; }
}

/// <content>Transactions and spans of other protocols: what OpenTelemetry's attributes, or a page's URL, say about them.</content>
/// <remarks>Source: the intake specification, section 11.8.</remarks>
internal sealed partial class OtlpDecoder
{
    /// <summary>Translates into rows that another decoder builds.</summary>
    /// <param name="options">How events are taken in.</param>
    /// <param name="builder">Where the rows are built.</param>
    /// <param name="known">The known values of that builder; whoever forgets them at a new batch is its owner.</param>
    public OtlpDecoder(IntakeOptions options, EventBatchBuilder builder, KnownCodes known)
    {
        _options = options;
        _builder = builder;
        _known = known;
    }

    /// <summary>Gives the transaction being built what its attributes mean. What it said itself stays where they say nothing.</summary>
    public void Translate(in BridgedEvent transaction, out ReadOnlySpan<byte> type)
    {
        BeginShared(hasEvents: false);
        if (!transaction.Hostname.SequenceEqual(_hostname)) _hostname = transaction.Hostname.ToArray();
        var facts = default(TransactionFacts);
        ReadTransactionAttributes(transaction.Attributes, ref facts);
        if (facts.Type.IsEmpty) facts.Type = transaction.Type;
        type = SetTransactionMeaning(facts);
        if (facts.RpcResult is not null || (transaction.Result.IsEmpty && (facts.StatusCode > 0 || !transaction.HasOutcome))) SetResult(status: 0, facts);
        if (!transaction.HasOutcome) SetKnown(facts.StatusCode >= ServerFailsFrom ? Known.Failure : Known.Success);
    }

    /// <summary>Gives the span being built what its attributes mean. What it said itself stays where they say nothing.</summary>
    public void TranslateSpan(in BridgedEvent span, out ReadOnlySpan<byte> type)
    {
        BeginShared(hasEvents: false);
        var facts = default(ExitFacts);
        facts.Type = span.Type;
        ReadExitAttributes(span.Attributes, ref facts);
        SetExitMeaning(KindOf(span.Kind), ref facts);
        type = facts.Type;
        if (!span.HasOutcome) SetKnown(facts.StatusCode >= ClientFailsFrom ? Known.Failure : Known.Success);
    }

    /// <summary>Sets the parts of a URL that is complete, or relative to nothing that is known.</summary>
    public void SetPage(ReadOnlySpan<byte> url)
    {
        BeginShared(hasEvents: false);
        _host.Clear();
        SetUrl(Utf8Text.Cut(url), scheme: default);
    }

    /// <summary>True for a kind of span that OpenTelemetry knows.</summary>
    public static bool IsKind(ReadOnlySpan<byte> name) => KindOf(name) != 0;

    private static int KindOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("INTERNAL"u8)) return SpanHead.Internal;
        if (name.SequenceEqual("SERVER"u8)) return SpanHead.Server;
        if (name.SequenceEqual("CLIENT"u8)) return SpanHead.Client;
        if (name.SequenceEqual("PRODUCER"u8)) return SpanHead.Producer;
        return name.SequenceEqual("CONSUMER"u8) ? SpanHead.Consumer : 0;
    }
}
