using System.Net;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>Tells whether a request was meant for this machine, while nobody has to sign in.</summary>
/// <remarks>
/// A page elsewhere can let its own name lead to 127.0.0.1 ("DNS rebinding") and would then read what only this machine may. It cannot do so with
/// an address or with <c>localhost</c>.
/// </remarks>
public static class OwnNames
{
    /// <summary>True when a request names this machine or an address.</summary>
    public static bool Contain(HostString host)
    {
        string name = host.Host.Trim('[', ']');
        return name.Length == 0 || IPAddress.TryParse(name, out _)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }
}
