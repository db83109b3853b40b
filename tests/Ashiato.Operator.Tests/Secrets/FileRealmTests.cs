using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Tests.Secrets;

public sealed class FileRealmTests
{
    [Fact]
    public void A_hash_stays_while_its_password_does()
    {
        var first = FileRealm.Files(new Dictionary<string, string> { ["elastic"] = "one", ["other"] = "two" }, null);
        var second = FileRealm.Files(new Dictionary<string, string> { ["elastic"] = "one", ["other"] = "changed" }, first["users"]);
        string[] before = first["users"].Split('\n'), after = second["users"].Split('\n');
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        Assert.True(FileRealm.Verifies(after[1].Split(':', 2)[1], "changed"));
        Assert.False(FileRealm.Verifies(after[1].Split(':', 2)[1], "two"));
    }
}
