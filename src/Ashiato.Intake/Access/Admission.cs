namespace Ashiato.Intake.Access;

/// <summary>The outcome of looking at a request's credentials: a caller, or why there is none.</summary>
internal readonly record struct Admission(Caller? Caller, Refusal? Refusal)
{
    public static implicit operator Admission(Caller caller) => new(caller, null);

    public static implicit operator Admission(Refusal refusal) => new(null, refusal);
}
