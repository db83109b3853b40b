namespace Ashiato.Settings.Users;

/// <summary>What became of a try to come in.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Account">Who it is, when welcome.</param>
/// <param name="Wait">How long to wait before another try makes sense.</param>
public readonly record struct SignInResult(SignInOutcome Outcome, Account? Account = null, TimeSpan Wait = default);
