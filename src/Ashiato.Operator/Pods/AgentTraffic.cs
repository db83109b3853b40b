using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;

namespace Ashiato.Operator.Pods;

/// <summary>Says in an ApmServer's conditions and events whether agents are turned away, why, and what helps.</summary>
internal sealed class AgentTraffic(OperatorParts parts)
{
    private const int MostNamed = 3;
    private const string RejectedCertificate = "ClientRejectedCertificate";
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromHours(1);

    // What the server calls it, and the condition's word for it.
    private static readonly Dictionary<string, string> s_reasons = new()
    {
        ["UnknownAuthority"] = RejectedCertificate,
        ["NameNotInCertificate"] = RejectedCertificate,
        ["WrongSecretToken"] = "WrongToken",
        ["WrongApiKey"] = "WrongToken",
        ["MalformedCredentials"] = "WrongToken",
        ["MissingCredentials"] = "MissingToken",
        ["PlainHttpOnTlsPort"] = "PlainHttpToTlsPort",
    };

    private readonly ConcurrentDictionary<(string Uid, string Reason), DateTimeOffset> _told = new();

    /// <summary>Sets the condition; nothing is known before a pod was heard.</summary>
    public void Set(StackObject item, PodsSeen seen, ConditionList conditions)
    {
        if (seen.Diagnostics is not { } said)
        {
            conditions.Set("AgentTrafficHealthy", null, "NotObserved", item.HasTls ? "" : "without TLS the server is not asked, since that takes a token");
            return;
        }
        var troubles = said.SelectMany(one => one.ObjectsAt("findings")).Where(IsOfAgents)
            .GroupBy(finding => s_reasons[finding.Text("cause")!]).OrderByDescending(group => group.Sum(finding => finding.Number("count") ?? 1)).FirstOrDefault();
        if (troubles is null)
        {
            conditions.Set("AgentTrafficHealthy", true, "NothingRefused", "no agent was turned away in the last five minutes");
            return;
        }
        string message = Message(item, troubles.Key, [.. troubles]);
        conditions.Set("AgentTrafficHealthy", false, troubles.Key, message);
        Tell(item, troubles.Key, message);
    }

    // A client that does not like a certificate often says nothing and leaves, as a probe does whose time ran out on a busy node. Agents try again.
    private static bool IsOfAgents(JsonObject finding) => s_reasons.TryGetValue(finding.Text("cause") ?? "", out string? reason) && (reason != RejectedCertificate || finding.Flag("isLone") != true);

    private static string Message(StackObject item, string reason, IReadOnlyList<JsonObject> findings)
    {
        string who = $"from {Named(findings, "client")}";
        return reason switch
        {
            RejectedCertificate => $"agents {who} that dial {Named(findings, "dialled")} do not accept the certificate; have them trust ca.crt of Secret {item.Child("http-certs-public")}, and dial a name or address of status.endpoints",
            "WrongToken" => $"agents {who} send a wrong token; the right one is secret-token of Secret {item.Child("token")}",
            "MissingToken" => $"agents {who} send no token; give them secret-token of Secret {item.Child("token")}",
            _ => $"agents {who} speak plain HTTP to the port of TLS; have them use https://",
        };
    }

    private static string Named(IReadOnlyList<JsonObject> findings, string field)
    {
        var names = findings.Select(finding => finding.Text(field)).Where(text => !string.IsNullOrEmpty(text)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return "somewhere";
        return string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? " and others" : "");
    }

    private void Tell(StackObject item, string reason, string message)
    {
        var now = parts.Time.GetUtcNow();
        if (_told.TryGetValue((item.Source.Uid, reason), out var last) && now - last < s_tellEvery) return;
        _told[(item.Source.Uid, reason)] = now;
        parts.Events.Warning(item.Source, reason, message);
    }
}
