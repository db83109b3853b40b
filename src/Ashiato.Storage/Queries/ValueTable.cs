using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>The values that a <see cref="ValueQuery"/> found.</summary>
/// <param name="EventCount">How many events matched.</param>
/// <param name="MarkedCount">How many of them are marked.</param>
/// <param name="Fields">The fields in the order asked for.</param>
public sealed record ValueTable(long EventCount, long MarkedCount, IReadOnlyList<ValuesOfField> Fields);

/// <summary>The values of one field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">Those that most marked events have first, among equals in their own order.</param>
/// <param name="IsComplete">False when there are more: more than the limit, or so many that none is told (<see cref="ValueQuery.MostValues"/>).</param>
public sealed record ValuesOfField(Field Field, IReadOnlyList<ValueCount> Values, bool IsComplete);

/// <summary>One value.</summary>
/// <param name="Value">A <see cref="string"/>, <see langword="long"/> or <see langword="double"/>, as a group has it for a key.</param>
/// <param name="EventCount">How many events have it.</param>
/// <param name="MarkedCount">How many marked events have it.</param>
public sealed record ValueCount(object Value, long EventCount, long MarkedCount);
