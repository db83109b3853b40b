namespace Ashiato.Model;

/// <summary>An exception that can say why in other languages, too.</summary>
public interface IRefusal
{
    /// <summary>Why; <see langword="null"/> where there is only the message.</summary>
    Refused? Refused { get; }
}
