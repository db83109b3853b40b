namespace Ashiato.Settings.Findings;

/// <summary>A finding that nobody wants to hear of.</summary>
/// <param name="Id">Its name: 16 hex digits.</param>
/// <param name="Kind">What it says, by the name of its rule.</param>
/// <param name="Service">Of which service.</param>
/// <param name="Transaction">Of which endpoint, when it is about one.</param>
/// <param name="Call">About which call, when it is about one.</param>
/// <param name="Instance">About which instance, when it is about one.</param>
/// <param name="By">Who muted it; <see langword="null"/> where nobody has to say who they are.</param>
/// <param name="Since">When.</param>
/// <param name="Until">Until when; <see langword="null"/> for good.</param>
/// <param name="Reason">Why, in a person's words; <see langword="null"/> when none were given.</param>
public sealed record MutedFinding(
    string Id, string Kind, string Service, string? Transaction, string? Call, string? Instance, string? By, DateTimeOffset Since, DateTimeOffset? Until, string? Reason);
