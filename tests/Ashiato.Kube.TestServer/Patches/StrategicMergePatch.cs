using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>A strategic merge patch: lists of built-in kinds are merged by the fields that identify an item.</summary>
/// <remarks>Source: Kubernetes community, "Strategic Merge Patch".</remarks>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch", Order = "$setElementOrder/", DeleteValues = "$deleteFromPrimitiveList/", Retain = "$retainKeys";

    public static JsonObject Apply(JsonObject target, JsonObject patch, ResourceInfo resource)
    {
        var result = (JsonObject)target.DeepClone();
        Map(result, patch, [], resource);
        return result;
    }

    private static void Map(JsonObject target, JsonObject patch, List<string> path, ResourceInfo resource)
    {
        if (patch[Retain] is JsonArray retained)
        {
            var names = retained.Select(name => name!.GetValue<string>()).ToHashSet();
            foreach (string name in target.Select(pair => pair.Key).Where(name => !names.Contains(name)).ToList()) target.Remove(name);
        }
        Changes(target, patch, path, resource);
        foreach (var (name, value) in patch.Where(pair => pair.Key.StartsWith(Order, StringComparison.Ordinal))) Sort(target, name[Order.Length..], (JsonArray)value!, path, resource);
    }

    /// <summary>Puts the items of a list into the order that the patch names; others stay behind them.</summary>
    private static void Sort(JsonObject target, string name, JsonArray order, List<string> path, ResourceInfo resource)
    {
        if (target[name] is not JsonArray items || KeyOf([.. path, name], resource) is not { } key) return;
        var places = order.Select((item, index) => (Key: (item as JsonObject)?[key]?.ToJsonString() ?? "", index)).ToDictionary(place => place.Key, place => place.index);
        target[name] = new JsonArray([.. items.OrderBy(item => places.GetValueOrDefault((item as JsonObject)?[key]?.ToJsonString() ?? "", int.MaxValue)).Select(item => item?.DeepClone())]);
    }

    private static void Changes(JsonObject target, JsonObject patch, List<string> path, ResourceInfo resource)
    {
        foreach (var (name, value) in patch)
        {
            if (name is Retain or Directive || name.StartsWith(Order, StringComparison.Ordinal)) continue;
            if (name.StartsWith(DeleteValues, StringComparison.Ordinal))
            {
                RemoveValues(target[name[DeleteValues.Length..]] as JsonArray, (JsonArray)value!);
                continue;
            }
            List<string> at = [.. path, name];
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject map when map.Text(Directive) == "replace":
                    map.Remove(Directive);
                    target[name] = map.DeepClone();
                    break;
                case JsonObject map when map.Text(Directive) == "delete":
                    target.Remove(name);
                    break;
                case JsonObject map:
                    Map(target.Child(name), map, at, resource);
                    break;
                case JsonArray list when KeyOf(at, resource) is { } key:
                    Items(target, name, list, key, at, resource);
                    break;
                case JsonArray list when at is ["metadata", "finalizers"]:
                    var known = target[name] as JsonArray ?? [];
                    target[name] = new JsonArray([.. known.Concat(list).Select(item => item!.GetValue<string>()).Distinct().Select(item => (JsonNode)item)]);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    private static void Items(JsonObject target, string name, JsonArray list, string key, List<string> path, ResourceInfo resource)
    {
        if (target[name] is not JsonArray items) target[name] = items = [];
        MergeItems(items, list, key, path, resource);
    }

    private static void MergeItems(JsonArray items, JsonArray list, string key, List<string> path, ResourceInfo resource)
    {
        foreach (var change in list.OfType<JsonObject>())
        {
            if (change.Text(Directive) == "replace" && change.Count == 1)
            {
                items.Clear();
                continue;
            }
            var same = items.OfType<JsonObject>().FirstOrDefault(item => JsonNode.DeepEquals(item[key], change[key]));
            if (change.Text(Directive) == "delete")
            {
                if (same is not null) items.Remove(same);
                continue;
            }
            if (same is null) items.Add(same = []);
            Map(same, change, path, resource);
        }
    }

    private static void RemoveValues(JsonArray? list, JsonArray values)
    {
        foreach (var item in list?.Where(item => values.Any(value => JsonNode.DeepEquals(value, item))).ToList() ?? []) list!.Remove(item);
    }

    /// <summary>The one field by which kubectl merges a list; ports go by their number alone here.</summary>
    private static string? KeyOf(List<string> path, ResourceInfo resource)
    {
        var kind = new ListKinds(resource).Of(path);
        return kind.Keys is [var key, ..] ? key : null;
    }
}
