using System.Globalization;
using System.Text;
using Ashiato.Bench.Data;

namespace Ashiato.Bench.Load;

/// <summary>What is sent, and how.</summary>
internal sealed record LoadOptions
{
    /// <summary>Events that are measured.</summary>
    public required long Events { get; init; }

    /// <summary>Events sent before, so that the program is warm. They are counted, but not measured.</summary>
    public required long WarmEvents { get; init; }

    /// <summary>How the data set is sent.</summary>
    public required BenchProtocol Protocol { get; init; }

    /// <summary>Of the data set.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Events per second of the data set's own time; it decides how many events a request has.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Requests at the same time at the most.</summary>
    public required int Connections { get; init; }

    /// <summary>Events per second at which requests are sent, whatever the answers do; <see langword="null"/> for as fast as they are answered.</summary>
    public required double? Rate { get; init; }

    /// <summary>A recorded stream that is sent instead of the data set; <see langword="null"/> for the data set.</summary>
    public string? Recording { get; init; }

    /// <summary>The command that does this again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("bench load");
        var invariant = CultureInfo.InvariantCulture;
        text.Append(invariant, $" --events {Events} --warm {WarmEvents} --seed {Seed} --per-second {PerSecond} --connections {Connections}");
        if (Protocol != BenchProtocol.V2) text.Append(" --protocol otlp");
        if (Rate is { } rate) text.Append(invariant, $" --rate {rate}");
        if (Recording is { } recording) text.Append(invariant, $" --recording {Path.GetFileName(recording)}");
        return text.ToString();
    }
}
