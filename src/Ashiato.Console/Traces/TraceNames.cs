using Ashiato.Query.Traces;

namespace Ashiato.Console.Traces;

/// <summary>What a trace is called.</summary>
internal static class TraceNames
{
    /// <summary>The name of its first row; of a row that stands for a parent that never came, that it does.</summary>
    public static string Of(TraceRow first) => first.Kind == TraceRowKind.Missing ? Texts.ParentThatNeverCame : first.Name;
}
