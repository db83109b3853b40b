using System.Globalization;

namespace Ashiato.Query.Gates;

/// <summary>One claim, such as <c>p95(POST /buy) &lt; 300ms</c>.</summary>
public sealed record GateClaim
{
    /// <summary>As it was written.</summary>
    public required string Text { get; init; }

    /// <summary>What it is about.</summary>
    public required GateFunction Function { get; init; }

    /// <summary>Which percentile, from 0 to 100.</summary>
    public double Rank { get; init; }

    /// <summary>Which endpoints: a name in which <c>*</c> stands for any text; <see langword="null"/> for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Which calls: <c>statement</c>, <c>external</c>, or a text in which <c>*</c> stands for any text; of <see cref="GateFunction.Calls"/>.</summary>
    public string? Call { get; init; }

    /// <summary>How both sides are compared: <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>==</c> or <c>!=</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>The right side.</summary>
    public required double Value { get; init; }

    /// <summary>In what it is counted.</summary>
    public required GateUnit Unit { get; init; }

    /// <summary>True when a measured value makes the claim true.</summary>
    public bool Holds(double measured) => Operator switch
    {
        "<" => measured < Value,
        "<=" => measured <= Value,
        ">" => measured > Value,
        ">=" => measured >= Value,
        "==" => measured == Value,
        _ => measured != Value,
    };

    /// <summary>A value as people read it, in the unit of the claim.</summary>
    public string Format(double value) => Unit switch
    {
        GateUnit.Micros when value >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##}s"),
        GateUnit.Micros when value >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##}ms"),
        GateUnit.Micros => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}us"),
        GateUnit.Share => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}"),
    };
}
