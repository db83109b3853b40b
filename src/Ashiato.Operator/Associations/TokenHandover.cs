using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Secrets;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Associations;

/// <summary>Replaces a token that a program shows to its store without a request being refused: the store learns the new one first, then the program, and the store forgets the old one last.</summary>
/// <remarks>
/// What pods are told to show is in their Secret of settings, which only the operator writes. So where a handover stands follows from there and from <see cref="PreviousTokens"/>; nothing else is
/// remembered.
/// </remarks>
/// <param name="Token">What pods are told to show now.</param>
/// <param name="Hash">The hash of the token that counts from now on.</param>
/// <param name="Previous">The hashes that count as well.</param>
internal sealed record TokenHandover(string Token, string Hash, PreviousTokens Previous)
{
    /// <summary>True until pods are told to show the token that counts.</summary>
    public bool IsWaiting => HashOf(Token) != Hash;

    /// <summary>The hash by which a store's file realm knows a program. One without salt is enough for what a machine has drawn from 142 bits.</summary>
    public static string HashOf(string token) => "{SHA256}" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Decides what is shown.</summary>
    /// <param name="parts">What to ask with.</param>
    /// <param name="store">The store that shall know the token.</param>
    /// <param name="wanted">The token that shall be shown.</param>
    /// <param name="settings">The Secret of settings of the program that shows it, and its key; <see langword="null"/> when there is none.</param>
    /// <param name="known">The Secret that the tokens before are written on; <see langword="null"/> when there is none.</param>
    /// <param name="cancel">Ends the questions.</param>
    public static async Task<TokenHandover> DecideAsync(OperatorParts parts, StackObject store, string wanted, (JsonObject? Secret, string Key) settings, JsonObject? known, CancellationToken cancel)
    {
        string? shown = Settings.ValueOf(settings.Secret?.SecretText(settings.Key), Settings.StoreToken);
        var previous = PreviousTokens.Read(known?.Annotation(Names.PreviousTokens)).Look(HashOf(wanted), shown is null ? null : HashOf(shown), parts.Time.GetUtcNow());
        bool isKnown = shown is null || shown == wanted || await IsKnownAsync(parts, store, wanted, cancel);
        return new TokenHandover(isKnown ? wanted : shown!, HashOf(wanted), previous);
    }

    /// <summary>True when all pods of the store that serve take the token.</summary>
    private static async Task<bool> IsKnownAsync(OperatorParts parts, StackObject store, string token, CancellationToken cancel)
    {
        string? authority = store.HasTls ? PublishedAuthority.Of(parts, store) : null;
        var addresses = parts.View.ChildrenOf(store, ResourceTypes.Pods).Where(StoreObservation.IsReady).Select(pod => pod.Text("status", "podIP")).OfType<string>().ToList();
        if (addresses.Count == 0 || (store.HasTls && authority is null)) return false;
        foreach (string address in addresses)
            if (!await parts.Probe.KnowsAsync(store, address, authority, token, cancel)) return false;
        return true;
    }
}
