using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

/// <summary>Two ways to an answer have one answer.</summary>
internal static class SameAnswers
{
    /// <summary>Compares what was counted, and the keys, numbers and texts of each group.</summary>
    public static void Require(GroupTable expected, GroupTable actual)
    {
        Assert.Equal(expected.EventCount, actual.EventCount);
        Assert.Equal(expected.Groups.Select(static group => group.Keys), actual.Groups.Select(static group => group.Keys));
        Assert.Equal(expected.Groups.Select(static group => group.Numbers), actual.Groups.Select(static group => group.Numbers));
        Assert.Equal(expected.Groups.Select(static group => group.Texts), actual.Groups.Select(static group => group.Texts));
    }
}
