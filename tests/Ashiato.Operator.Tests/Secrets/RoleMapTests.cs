using System.Text.Json.Nodes;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Tests.Secrets;

public sealed class RoleMapTests
{
    [Theory]
    [InlineData("superuser", "admin")]
    [InlineData("kibana_admin", "editor")]
    [InlineData("viewer", "viewer")]
    [InlineData("watcher_admin", null)]
    public void Elasticsearchs_own_roles_are_those_that_may_as_much(string role, string? expected)
    {
        Assert.Equal(expected, RoleMap.Of(role, null));
        // They cannot be defined anew.
        if (expected is not null) Assert.Equal(expected, RoleMap.Of(role, new JsonObject()));
    }

    [Theory]
    [InlineData("indices: [{names: ['traces-apm*', 'logs-*'], privileges: [read]}]", "viewer")]
    [InlineData("indices: [{names: '*', privileges: read}]", "viewer")]
    [InlineData("indices: [{names: ['*'], privileges: [read]}]\napplications: [{application: kibana-.kibana, privileges: [feature_apm.all], resources: ['*']}]", "editor")]
    [InlineData("indices: [{names: ['apm-*'], privileges: [read, create_doc]}]", "editor")]
    [InlineData("cluster: [all]\nindices: [{names: ['*'], privileges: [all]}]", "admin")]
    [InlineData("cluster: [monitor]\nindices: [{names: ['*'], privileges: [all]}]", "editor")]
    // Nobody gets more than was given: other indices, or a part of the documents or fields.
    [InlineData("indices: [{names: ['shop-*'], privileges: [all]}]", null)]
    [InlineData("indices: [{names: ['*'], privileges: [read], query: '{\"match\": {\"team\": \"a\"}}'}]", null)]
    [InlineData("indices: [{names: ['*'], privileges: [read], field_security: {grant: [message]}}]", null)]
    [InlineData("cluster: [all]", null)]
    [InlineData("applications: [{application: kibana-.kibana, privileges: [all], resources: ['*']}]", null)]
    public void A_role_that_somebody_defined_is_what_it_may_do_with_events(string definition, string? expected)
    {
        var parsed = KubeYaml.ReadAll(definition)[0];
        Assert.Equal(expected, RoleMap.Of("ours", parsed));
        Assert.Equal(expected, RoleMap.Of("admin", parsed));
    }
}
