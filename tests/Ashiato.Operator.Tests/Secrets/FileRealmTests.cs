using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Tests.Secrets;

public sealed class FileRealmTests
{
    [Fact]
    public void A_hash_stays_while_its_password_does()
    {
        var first = FileRealm.Files("one", new Dictionary<string, string> { ["other"] = "two" }, new GivenUsers(), [], null);
        var second = FileRealm.Files("one", new Dictionary<string, string> { ["other"] = "changed" }, new GivenUsers(), [], first["users"]);
        string[] before = first["users"].Split('\n'), after = second["users"].Split('\n');
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        Assert.True(FileRealm.Verifies(after[1].Split(':')[1], "changed"));
        Assert.False(FileRealm.Verifies(after[1].Split(':')[1], "two"));
        Assert.Equal("elastic_internal:other\nsuperuser:elastic\n", first["users_roles"]);
    }

    [Fact]
    public void Who_is_given_stands_beside_the_operators_own_in_both_sorts_of_roles()
    {
        var given = new GivenUsers { OwnRoles = new Dictionary<string, string> { ["anna"] = "editor" } };
        given.Hashes["anna"] = "$2a$10$hash";
        given.Add("kibana_admin", ["anna"]);
        // A role of the program's own name that was defined as something else gives nobody the program's.
        given.Add("admin", ["anna"]);
        var files = FileRealm.Files(null, new Dictionary<string, string> { ["elastic-internal"] = "one" }, given, [], null);
        Assert.StartsWith("anna:$2a$10$hash\nelastic-internal:{PBKDF2}", files["users"], StringComparison.Ordinal);
        Assert.Equal("editor:anna\nelastic_internal:elastic-internal\nkibana_admin:anna\n", files["users_roles"]);
    }
}
