using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Query.Findings;

/// <summary>Names a finding by what it is about.</summary>
public static class FindingId
{
    /// <summary>The name, the same in any period: 16 hex digits.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="transaction">The endpoint, when it is about one.</param>
    /// <param name="call">The text of the call, when it is about one.</param>
    /// <param name="system">The system of the call.</param>
    /// <param name="instance">The instance, when it is about one.</param>
    public static string Of(FindingKind kind, string service, string? transaction, string? call, string? system, string? instance)
    {
        string about = string.Join('\0', kind, service, transaction, call, system, instance);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)).AsSpan(0, 8));
    }
}
