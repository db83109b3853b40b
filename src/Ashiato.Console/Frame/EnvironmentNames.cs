using Ashiato.Query;

namespace Ashiato.Console.Frame;

/// <summary>What environments are called.</summary>
internal static class EnvironmentNames
{
    /// <summary>Its name; of what said none, that it did not.</summary>
    public static string Of(string environment) => environment == Period.NoEnvironment ? Texts.NoEnvironment : environment;
}
