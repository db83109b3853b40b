namespace Ashiato.Console.Setup;

/// <summary>How an application in one language comes to report here: the lines to copy.</summary>
/// <param name="Key">Stands in the address: <c>?agent=go</c>.</param>
/// <param name="Name">What people call the language.</param>
/// <param name="Install">Adds the agent.</param>
/// <param name="Use">Starts it in the application's code; <see langword="null"/> when nothing is to be written.</param>
/// <param name="Settings">Says where Ashiato is.</param>
internal sealed record Agent(string Key, string Name, string? Install, string? Use, Func<AgentTarget, string> Settings)
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<Agent> All { get; } =
    [
        new("go", "Go",
            "go get go.elastic.co/apm/v2 \\\n  go.elastic.co/apm/module/apmhttp/v2 \\\n  go.elastic.co/apm/module/apmsql/v2",
            "http.ListenAndServe(\":8000\", apmhttp.Wrap(mux))\ndb, err := apmsql.Open(\"mysql\", dsn)\nclient := apmhttp.WrapClient(http.DefaultClient)",
            target => target.Variables + "\nexport ELASTIC_APM_LOG_FILE=stderr"),
        new("node", "Node.js", "npm install elastic-apm-node", "require('elastic-apm-node').start()", target => target.Variables),
        new("java", "Java", null, null, target => target.JavaCommand),
        new("python", "Python", "pip install 'elastic-apm[flask]'", "from elasticapm.contrib.flask import ElasticAPM\napm = ElasticAPM(app)", target => target.Variables),
        new("ruby", "Ruby", "bundle add elastic-apm", null, target => target.Variables),
        new("dotnet", ".NET", "dotnet add package Elastic.Apm.NetCoreAll", "builder.Services.AddAllElasticApm();", target => target.Variables),
        new(OpenTelemetryKey, "OpenTelemetry", null, null, target => target.OpenTelemetryVariables),
    ];

    private const string OpenTelemetryKey = "opentelemetry";

    /// <summary>A hint for the step in which the code is changed.</summary>
    public string? UseHint => Key switch
    {
        "go" => Localisation.Texts.HintGo,
        "node" => Localisation.Texts.HintNode,
        "java" => Localisation.Texts.HintJava,
        "ruby" => Localisation.Texts.HintRuby,
        OpenTelemetryKey => Localisation.Texts.HintOpenTelemetry,
        _ => null,
    };
}
