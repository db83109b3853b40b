namespace Ashiato.Storage.Queries;

/// <summary>An order of groups by one measure; equal ones by their keys, ascending.</summary>
/// <param name="Measure">Index into <see cref="GroupQuery.Measures"/>; its first number counts.</param>
/// <param name="Descending">True for the greatest first.</param>
public sealed record GroupOrder(int Measure, bool Descending = true);
