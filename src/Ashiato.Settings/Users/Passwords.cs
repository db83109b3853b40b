using System.Security.Cryptography;
using Ashiato.Model;

namespace Ashiato.Settings.Users;

/// <summary>What a password must be, and one that nobody guesses.</summary>
public static class Passwords
{
    /// <summary>The fewest characters. Source: NIST SP 800-63B-4, 3.1.1.2, with lockout.</summary>
    public const int MinLength = 8;

    /// <summary>The most characters; longer texts are not looked at.</summary>
    public const int MaxLength = 1_024;

    // 24 of 57 letters and digits are 139 bits. Those that look alike are left out: somebody may have to type it.
    private const int MadeLength = 24;
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A password that was drawn at random.</summary>
    public static string Make() => RandomNumberGenerator.GetString(Letters, MadeLength);

    /// <summary>What is wrong with a password that somebody chose.</summary>
    /// <returns>Why it is refused; <see langword="null"/> when nothing is.</returns>
    public static Refused? Problem(string user, string? password)
    {
        if (password is null || password.Length < MinLength) return new(SettingsRefusal.PasswordTooShort, $"The password is too short; choose one of at least {MinLength} characters.");
        if (password.Length > MaxLength) return new(SettingsRefusal.PasswordTooLong, $"The password is too long; choose one of at most {MaxLength} characters.");
        if (password.Equals(user, StringComparison.OrdinalIgnoreCase)) return new(SettingsRefusal.PasswordIsName, $"The password is the user's name; choose another.");
        return password.Distinct().Count() < 3 ? new(SettingsRefusal.PasswordRepeats, $"The password repeats the same characters; choose another.") : null;
    }
}
