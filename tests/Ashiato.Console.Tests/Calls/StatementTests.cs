using System.Text.Json;
using Ashiato.Console.Calls.Sql;

namespace Ashiato.Console.Tests.Calls;

public sealed class StatementTests
{
    /// <summary>What <c>tests/js/sql.test.js</c> asks of the module that shows statements in traces.</summary>
    private static readonly Case[] s_cases = Read();

    [Fact]
    public void Pages_shorten_a_statement_as_traces_do() => Assert.All(s_cases, one => Assert.Equal(new StatementSummary(one.Verb, one.Table, one.Rest), StatementSummary.Of(one.Statement)));

    [Fact]
    public void Pages_set_a_statement_in_lines_as_traces_do() =>
        Assert.All(s_cases, one => Assert.Equal(string.Join('\n', one.Lines), string.Join('\n', StatementLines.Of(one.Statement).Select(line => new string(' ', line.Indent) + line))));

    [Fact]
    public void What_no_row_shows_is_left_out()
    {
        string columns = string.Join(" AND ", Enumerable.Range(0, 500).Select(i => $"column_{i} = 1"));

        Assert.InRange(StatementSummary.Of($"SELECT * FROM a WHERE {columns}").Rest.Length, 500, 2_000);
    }

    private static Case[] Read()
    {
        using var file = typeof(StatementTests).Assembly.GetManifestResourceStream("statements.json");
        return JsonSerializer.Deserialize<Case[]>(file!, JsonSerializerOptions.Web)!;
    }

    private sealed record Case(string Statement, string Verb, string Table, string Rest, string[] Lines);
}
