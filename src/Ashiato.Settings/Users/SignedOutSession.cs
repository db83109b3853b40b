namespace Ashiato.Settings.Users;

/// <summary>A session that was ended before its time.</summary>
/// <param name="Id">The session.</param>
/// <param name="Until">When it would have ended by itself; from then on nobody needs to know.</param>
public sealed record SignedOutSession(string Id, DateTimeOffset Until);
