using System.Security.Cryptography;
using System.Text;
using Ashiato.Console.Traces.Sharing;

namespace Ashiato.Console.Runs;

/// <summary>What a file of a run must carry to stand alone: its styles.</summary>
internal static class RunReportStyles
{
    /// <summary>All styles.</summary>
    public static string Text { get; } = OfflineAssets.Styles + OfflineAssets.Read("css/calls.css") + OfflineAssets.Read("css/runs.css");

    /// <summary>What a browser lets the file do: use these styles, and nothing else.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; form-action 'none'";
}
