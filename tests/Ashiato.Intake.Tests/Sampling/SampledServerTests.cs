using Ashiato.Intake.Sampling;
using Ashiato.Intake.Tests.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

public sealed class SampledServerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ashiato-sampling-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Metrics_count_the_traces_that_are_left_out()
    {
        await using var server = await IntakeServer.StartAsync(options =>
        {
            options.Aggregation.Intervals = "1m";
            options.TailSampling = new TailSamplingOptions { Policies = [new SamplingPolicy { SampleRate = 0 }], Directory = _directory };
        });
        using var answer = await server.PostAsync(Lines.Body(Lines.Transaction(), Lines.Span()));
        Assert.Equal(202, (int)answer.StatusCode);

        await server.StopAsync();

        Assert.DoesNotContain(server.Stored, row => row.Has(Fields.TraceId));
        Assert.Equal(1, Assert.Single(server.Stored, row => row.Text(Fields.MetricsetName) == "transaction").Int64(Fields.DocCount));
    }
}
