using System.Globalization;

namespace Ashiato.Bench.Data;

/// <summary>A program that takes part in the data set.</summary>
internal sealed record BenchService(
    int Index, string Name, string Noun, string Agent, string AgentVersion, string Language, string Database, IReadOnlyList<SqlTemplate> Statements);

/// <summary>One of a service's running copies.</summary>
internal sealed record BenchInstance(int Index, BenchService Service, string HostName, int Pid);

/// <summary>Something a service can be asked for. In the path <c>#i</c> stands for an item, <c>#u</c> for a user.</summary>
internal sealed record BenchEndpoint(BenchService Service, string Method, string Name, string Path, string Query);

/// <summary>The shop that the data set is about: 12 services × 5 instances, 150 endpoints, 400 statements. The same for every seed.</summary>
internal sealed class Catalog
{
    public const int InstancesPerService = 5;
    public const int EndpointCount = 150;
    public const int StatementCount = 400;

    private static readonly (string Name, string Noun, string Agent, string AgentVersion, string Language, string Database)[] s_services =
    [
        ("storefront", "items", "nodejs", "4.13.0", "javascript", "mysql"),
        ("catalog", "categories", "go", "2.7.1", "go", "mysql"),
        ("search", "queries", "java", "1.54.0", "Java", "postgresql"),
        ("cart", "carts", "go", "2.7.1", "go", "mysql"),
        ("checkout", "orders", "java", "1.54.0", "Java", "postgresql"),
        ("payment", "payments", "dotnet", "1.31.0", "C#", "postgresql"),
        ("inventory", "stocks", "go", "2.7.1", "go", "mysql"),
        ("accounts", "accounts", "ruby", "4.8.0", "ruby", "mysql"),
        ("reviews", "reviews", "python", "6.24.0", "python", "postgresql"),
        ("recommendation", "suggestions", "python", "6.24.0", "python", "postgresql"),
        ("shipping", "shipments", "java", "1.54.0", "Java", "mysql"),
        ("notification", "messages", "nodejs", "4.13.0", "javascript", "postgresql"),
    ];

    // {0} is the service's noun.
    private static readonly (string Method, string Name, string Path, string Query)[] s_endpoints =
    [
        ("GET", "/{0}/{{id}}", "/{0}/#i", ""),
        ("GET", "/{0}", "/{0}", "page=#n&limit=20"),
        ("POST", "/{0}", "/{0}", ""),
        ("GET", "/{0}/{{id}}/details", "/{0}/#i/details", ""),
        ("GET", "/{0}/search", "/{0}/search", "q=#n&sort=price"),
        ("PUT", "/{0}/{{id}}", "/{0}/#i", ""),
        ("GET", "/users/{{id}}/{0}", "/users/#u/{0}", ""),
        ("POST", "/{0}/{{id}}/confirm", "/{0}/#i/confirm", ""),
        ("DELETE", "/{0}/{{id}}", "/{0}/#i", ""),
        ("GET", "/{0}/popular", "/{0}/popular", "days=7"),
        ("PATCH", "/users/{{id}}/{0}", "/users/#u/{0}", ""),
        ("GET", "/{0}/{{id}}/related", "/{0}/#i/related", "limit=#n"),
        ("GET", "/{0}/report", "/{0}/report", "since=#n"),
    ];

    // $T is the table. Two tables a service take 34 statements, of which the first 33 or 34 are used.
    private static readonly string[] s_statements =
    [
        "SELECT * FROM $T WHERE id = #i",
        "SELECT id, name, price, status, created_at FROM $T WHERE item_id = #i AND status IN ('on_sale', 'sold_out') ORDER BY created_at DESC LIMIT 20",
        "SELECT id, user_id, amount FROM $T WHERE user_id = #u AND deleted_at IS NULL ORDER BY id DESC LIMIT #n",
        "INSERT INTO $T (user_id, item_id, token, amount, created_at) VALUES (#u, #i, '#h', #n, '#t')",
        "UPDATE $T SET status = 'done', updated_at = '#t' WHERE id = #i AND user_id = #u",
        "SELECT COUNT(*) FROM $T WHERE user_id = #u AND created_at > '#t'",
        "SELECT t.id, t.name, u.nickname FROM $T AS t JOIN users AS u ON u.id = t.user_id WHERE t.item_id = #i LIMIT #n",
        "DELETE FROM $T WHERE token = '#h'",
        "SELECT * FROM $T WHERE created_at <= '#t' AND (status = 'waiting' OR status = 'retry') ORDER BY created_at LIMIT 50",
        "UPDATE $T SET views = views + 1 WHERE id = #i",
        "SELECT item_id, SUM(amount) AS total FROM $T WHERE user_id = #u GROUP BY item_id HAVING total > #n ORDER BY total DESC",
        "SELECT id FROM $T WHERE token = '#h' FOR UPDATE",
        "INSERT INTO $T (item_id, body, created_at) VALUES (#i, 'note #n', '#t') ON CONFLICT (item_id) DO NOTHING",
        "SELECT t.* FROM $T AS t WHERE t.id IN (#i, #n, #n, #n) ORDER BY t.id",
        "SELECT EXISTS (SELECT 1 FROM $T WHERE user_id = #u AND item_id = #i)",
        "UPDATE $T SET amount = amount - #n WHERE item_id = #i AND amount >= #n",
        "SELECT region, AVG(price) FROM $T WHERE item_id = #i AND created_at BETWEEN '#t' AND '#t' GROUP BY region",
    ];

    public Catalog()
    {
        // The catalogue is part of the data set's definition, hence a seed of its own.
        var random = new SeededRandom(607);
        Services = [.. s_services.Select((service, index) => new BenchService(
            index, service.Name, service.Noun, service.Agent, service.AgentVersion, service.Language, service.Database,
            [.. StatementsOf(index, service.Noun, random)]))];
        Instances = [.. Services.SelectMany(service => Enumerable.Range(0, InstancesPerService).Select(copy => new BenchInstance(
            service.Index * InstancesPerService + copy, service, $"{service.Name}-7d9f{random.Next(0x10000):x4}b-{random.Next(0x100000):x5}", 1 + random.Next(30_000))))];
        Endpoints = [.. Enumerable.Range(0, EndpointCount).Select(EndpointAt)];
    }

    public IReadOnlyList<BenchService> Services { get; }

    public IReadOnlyList<BenchInstance> Instances { get; }

    /// <summary>The most frequent first; neighbours belong to different services.</summary>
    public IReadOnlyList<BenchEndpoint> Endpoints { get; }

    private BenchEndpoint EndpointAt(int index)
    {
        var service = Services[index % s_services.Length];
        var (method, name, path, query) = s_endpoints[index / s_services.Length];
        return new(service, method, $"{method} {Fill(name)}", Fill(path), query);

        string Fill(string text) => string.Format(CultureInfo.InvariantCulture, text, service.Noun);
    }

    private static IEnumerable<SqlTemplate> StatementsOf(int service, string noun, SeededRandom random)
    {
        int count = (StatementCount - service + s_services.Length - 1) / s_services.Length;
        for (int at = 0; at < count; at++)
        {
            string table = at < s_statements.Length ? noun : noun + "_history";
            yield return new(s_statements[at % s_statements.Length], table, random.NextLogNormal(600, 1));
        }
    }
}
