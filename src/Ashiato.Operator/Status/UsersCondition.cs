using Ashiato.Operator.Resources;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Status;

/// <summary>Whether all of whom <c>spec.auth</c> lets in can come in, as what they shall be.</summary>
internal static class UsersCondition
{
    public const string Type = "UsersReady";

    public static void Set(StackObject item, GivenUsers? given, ConditionList conditions)
    {
        if (given is null || !AuthSecrets.AreNamedBy(item)) return;
        string counted = string.Join(", ", given.OwnRoles.Values.GroupBy(role => role).OrderBy(role => Array.IndexOf(RoleMap.Own, role.Key)).Select(role => $"{role.Key}: {role.Count()}"));
        string summary = given.OwnRoles.Count == 0 ? "nobody besides can sign in" : $"{given.OwnRoles.Count} can sign in ({counted})";
        if (given.Troubles.Count == 0) conditions.Set(Type, true, "Applied", summary);
        else conditions.Set(Type, false, given.IsWaiting ? "SecretMissing" : "PartlyApplied", $"{summary}; {string.Join("; ", given.Troubles.Take(20))}");
    }
}
