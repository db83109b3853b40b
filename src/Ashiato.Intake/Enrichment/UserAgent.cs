namespace Ashiato.Intake.Enrichment;

/// <summary>What the name that a client gives itself says about it. What is not known is <see langword="null"/>.</summary>
/// <param name="Name">The program, such as <c>Chrome</c>; <c>Other</c> when nobody knows it.</param>
/// <param name="Version">Its version, such as <c>51.0.2704.103</c>.</param>
/// <param name="OsName">The operating system.</param>
/// <param name="OsVersion">The operating system's version.</param>
/// <param name="OsFull">Both together; absent without a version.</param>
/// <param name="DeviceName">The device; <c>Other</c> when nobody knows it.</param>
internal sealed record UserAgent(string Name, string? Version, string? OsName, string? OsVersion, string? OsFull, string DeviceName);
