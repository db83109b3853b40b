using System.Text.Json;

namespace Ashiato.Search.Dsl;

/// <summary>A clause on one field, <c>{"term": {"service.name": "shop"}}</c> or with options <c>{"term": {"service.name": {"value": "shop"}}}</c>.</summary>
/// <param name="Kind">The clause's name.</param>
/// <param name="Field">The field's name.</param>
/// <param name="Value">What stands under the field.</param>
internal readonly record struct Clause(string Kind, string Field, JsonElement Value)
{
    // They change the score, which events do not have, or give the clause a name.
    private static readonly string[] s_ignored = ["boost", "_name"];

    /// <summary>Reads the clause under its name.</summary>
    /// <exception cref="SearchException">It names no field, or several.</exception>
    public static Clause Read(string kind, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"[{kind}] query malformed, no start_object after query name");
        Clause? clause = null;
        foreach (var member in body.EnumerateObject())
        {
            if (s_ignored.Contains(member.Name)) continue;
            if (clause is not null) throw SearchException.Parsing($"[{kind}] query doesn't support multiple fields, found [{clause.Value.Field}] and [{member.Name}]");
            clause = new Clause(kind, member.Name, member.Value);
        }
        return clause ?? throw SearchException.Parsing($"[{kind}] names no field.");
    }

    /// <summary>The value, given alone or as the option of a name.</summary>
    public JsonElement Main(string name) =>
        Value.ValueKind != JsonValueKind.Object ? Value : Value.Member(name) ?? throw SearchException.Parsing($"[{Kind}] on [{Field}] has no [{name}].");

    /// <summary>An option, or <see langword="null"/>.</summary>
    public JsonElement? Option(string name) => Value.Member(name);

    /// <summary>A truth value among the options.</summary>
    public bool Is(string name) => Option(name) is { } claim && claim.AsBoolean(name);

    /// <summary>Refuses options that change what is found and are not known.</summary>
    /// <exception cref="SearchException">There is one.</exception>
    public void RequireOnly(params ReadOnlySpan<string> known)
    {
        if (Value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in Value.EnumerateObject())
            if (!known.Contains(member.Name) && !s_ignored.Contains(member.Name)) throw SearchException.Unsupported($"The option [{member.Name}] of [{Kind}]");
    }
}
