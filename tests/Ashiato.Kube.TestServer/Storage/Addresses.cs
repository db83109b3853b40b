namespace Ashiato.Kube.TestServer.Storage;

/// <summary>Addresses of this machine for services, pods and load balancers; all of 127.0.0.0/8 is local on Linux.</summary>
/// <remarks>One count for the whole process, so that clusters of several tests never share one. The process's id keeps processes apart.</remarks>
internal static class Addresses
{
    private static readonly int s_process = Environment.ProcessId % 120;
    private static int s_last, s_lastNodePort;

    /// <summary>A new address.</summary>
    /// <param name="kind"><c>service</c>, <c>pod</c> or <c>balancer</c>.</param>
    public static string Next(string kind)
    {
        int number = Interlocked.Increment(ref s_last);
        int second = kind switch { "service" => 96, "pod" => 100, _ => 201 };
        return $"127.{second}.{(s_process + (number / 250)) % 250}.{1 + (number % 250)}";
    }

    /// <summary>A port that every node would open.</summary>
    public static int NextNodePort() => 30000 + (Interlocked.Increment(ref s_lastNodePort) % 2768);
}
