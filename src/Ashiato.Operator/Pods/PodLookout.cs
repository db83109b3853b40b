using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Pods;

/// <summary>Looks at the pods of objects as clients see them: soon while something is not as it shall be, now and then otherwise.</summary>
internal sealed class PodLookout(OperatorParts parts)
{
    private const int MostPods = 5;

    // A mount is swapped up to a minute and a half after its Secret; what servers say is a matter of five minutes.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5), s_servers = TimeSpan.FromSeconds(30), s_others = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Look> _looks = new();
    private readonly BalancerLookout _balancers = new(parts);

    private sealed record Look(string Expected, int Pods, string Balancers, DateTimeOffset At, PodsSeen Seen);

    /// <summary>Looks if it is time to.</summary>
    /// <param name="item">The object.</param>
    /// <param name="token">The store's token, where servers are asked what they saw.</param>
    /// <param name="cancel">Ends the look.</param>
    /// <returns>What was seen, now or the last time, and when to look again; <see langword="null"/> when nothing is to be seen.</returns>
    public async Task<(PodsSeen Seen, TimeSpan? Again)> LookAsync(StackObject item, string? token, CancellationToken cancel)
    {
        var pods = parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(StoreObservation.IsReady).Take(MostPods).ToList();
        if (!item.HasTls || pods.Count == 0 || Expected(item) is not { } expected) return (PodsSeen.Nothing, null);
        var now = parts.Time.GetUtcNow();
        string balancers = string.Join(' ', _balancers.AddressesOf(item));
        if (_looks.TryGetValue(item.Source.Uid, out var last) && last.Expected == expected && last.Pods == pods.Count && last.Balancers == balancers && last.At + Rest(item, last.Seen) is var next && next > now) return (last.Seen, next - now);

        var seen = await LookAsync(item, pods, expected, token, cancel);
        _looks[item.Source.Uid] = new Look(expected, pods.Count, balancers, now, seen);
        return (seen, Rest(item, seen));
    }

    private async Task<PodsSeen> LookAsync(StackObject item, List<JsonObject> pods, string expected, string? token, CancellationToken cancel)
    {
        var diagnostics = new List<JsonObject>();
        var others = new List<string>();
        int answered = 0;
        foreach (var pod in pods)
        {
            if (pod.Text("status", "podIP") is not { } address || await parts.PodProbe.LookAsync(item, address, item.Kind.Port, expected, token, cancel) is not { } sight) continue;
            answered++;
            if (!sight.IsExpected) others.Add(pod.Name);
            if (sight.Diagnostics is { } said) diagnostics.Add(said);
        }
        if (answered == 0) return PodsSeen.Nothing;
        string message = others.Count == 0 ? "" : $"{string.Join(", ", others)} shows another certificate than the one in Secret {item.Child("http-certs-internal")}; pods take a new one within two minutes";
        // What leads to pods shows what they show; only once they are right does it say something of its own.
        var elsewhere = others.Count == 0 ? await _balancers.OthersAsync(item, expected, cancel) : [];
        if (elsewhere.Count > 0)
            message = $"the pods show the certificate in Secret {item.Child("http-certs-internal")}, but {string.Join(", ", elsewhere)}, the load balancer's address, another; does it end TLS itself, or lead elsewhere?";
        bool isServed = message.Length == 0;
        return new PodsSeen(isServed, message, diagnostics.Count == 0 ? null : diagnostics) { IsElsewhere = elsewhere.Count > 0 };
    }

    private string? Expected(StackObject item)
    {
        if (KeyPair.Split(parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-certs-internal"))?.SecretText("tls.crt")) is not [var first, ..]) return null;
        using var leaf = X509Certificate2.CreateFromPem(first);
        return leaf.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static TimeSpan Rest(StackObject item, PodsSeen seen) => seen.IsServed != true && !seen.IsElsewhere ? s_soon : item.Kind == StackKind.ApmServer || seen.IsElsewhere ? s_servers : s_others;
}
