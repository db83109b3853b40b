namespace Ashiato.Intake.Tests;

/// <summary>Tests that weigh the memory of the process, and so must not share it with others at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
