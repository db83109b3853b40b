namespace Ashiato.Console.Tables;

/// <summary>The classes of a column of numbers that gives way where the change beside a comparison needs its room.</summary>
internal static class GivesWay
{
    /// <summary>On a phone.</summary>
    /// <param name="isCompared">True when the table stands beside a comparison.</param>
    public static string OnPhone(bool isCompared) => isCompared ? "r hide-s" : "r";
}
