namespace Ashiato.Settings.Agents;

/// <summary>Whether agents record at all, whatever their configurations say.</summary>
/// <param name="IsOn">False: every service is told a sample rate of 0.</param>
/// <param name="Rate">The sample rate that services are told when recording is on and no configuration says another.</param>
/// <remarks>
/// Once it was off, a rate must be told when it is on again: agents keep the last value that they were told of an option that is not
/// mentioned any more.
/// </remarks>
public sealed record Recording(bool IsOn, double Rate);
