using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>One step of a check.</summary>
/// <param name="Name">What was done, in a word.</param>
/// <param name="IsOk">Whether it succeeded.</param>
/// <param name="Sentence">What was seen.</param>
/// <param name="Exit">What the program ends with because of it.</param>
/// <param name="Cause">The doctor's word for what went wrong, where it has one.</param>
internal sealed record CheckStep(string Name, bool IsOk, string Sentence, CheckExit Exit = CheckExit.Ok, Cause? Cause = null)
{
    /// <summary>It succeeded.</summary>
    public static CheckStep Ok(string name, string sentence) => new(name, true, sentence);

    /// <summary>It did not, for a cause that the doctor knows.</summary>
    public static CheckStep Failed(string name, Cause cause, string sentence) => new(name, false, sentence, CheckExits.Of(cause), cause);

    /// <summary>It did not.</summary>
    public static CheckStep Failed(string name, CheckExit exit, string sentence) => new(name, false, sentence, exit);
}
