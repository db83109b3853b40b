using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Query.Findings;

/// <summary>Names a finding by what it is about.</summary>
internal static class FindingId
{
    public static string Of(Finding finding)
    {
        string about = string.Join('\0', finding.Kind, finding.Service, finding.Transaction, finding.Call?.Text, finding.Call?.System, finding.Instance);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)).AsSpan(0, 8));
    }
}
