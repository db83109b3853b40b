using Ashiato.Settings.Agents;

namespace Ashiato.Settings.Tests.Agents;

public sealed class AgentOptionsTests
{
    [Theory]
    [InlineData("transaction_sample_rate", "0")]
    [InlineData("transaction_sample_rate", "0.0001")]
    [InlineData("transaction_max_spans", "500")]
    [InlineData("capture_body", "transactions")]
    [InlineData("recording", "false")]
    [InlineData("span_frames_min_duration", "-1ms")]
    [InlineData("api_request_size", "768KB")]
    [InlineData("stack_trace_limit", "-1")]
    [InlineData("an_option_of_tomorrow", "anything at all")]
    public void A_value_that_fits_is_taken(string name, string value) => Assert.Null(AgentOptions.Problem(new Dictionary<string, string> { [name] = value }));

    [Theory]
    [InlineData("transaction_sample_rate", "")]
    [InlineData("transaction_sample_rate", "50%")]
    [InlineData("transaction_sample_rate", "-0.1")]
    [InlineData("transaction_sample_rate", "NaN")]
    [InlineData("transaction_sample_rate", "0,5")]
    [InlineData("transaction_max_spans", "32001")]
    [InlineData("capture_body", "some")]
    [InlineData("recording", "off")]
    [InlineData("exit_span_min_duration", "10 s\n")]
    [InlineData("api_request_size", "768")]
    public void A_value_that_does_not_fit_is_named_with_what_would(string name, string value) =>
        Assert.StartsWith($"'{name}' is '{value}'; it needs ", AgentOptions.Problem(new Dictionary<string, string> { [name] = value })?.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Neither_names_nor_values_nor_their_number_grow_without_end()
    {
        Assert.NotNull(AgentOptions.Problem(new Dictionary<string, string> { [""] = "1" }));
        Assert.NotNull(AgentOptions.Problem(new Dictionary<string, string> { [new string('a', 201)] = "1" }));
        Assert.NotNull(AgentOptions.Problem(new Dictionary<string, string> { ["a"] = new string('a', 4_097) }));
        Assert.NotNull(AgentOptions.Problem(Enumerable.Range(0, 101).ToDictionary(i => $"option{i}", _ => "1")));
    }
}
