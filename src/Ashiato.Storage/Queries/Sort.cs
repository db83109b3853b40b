using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>An order of rows by one field; equal ones keep a fixed order of the store's choice.</summary>
/// <param name="Field">The field. Texts sort by their UTF-8.</param>
/// <param name="Descending">True for the greatest first.</param>
public sealed record Sort(Field Field, bool Descending = false);
