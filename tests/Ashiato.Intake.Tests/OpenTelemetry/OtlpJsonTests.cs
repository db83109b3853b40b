using System.Net;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>How values may be written in the JSON form of OTLP.</summary>
public sealed class OtlpJsonTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"observedTimeUnixNano\":1.7e18", 1_700_000_000_000_000)]
    [InlineData("\"observedTimeUnixNano\":\"1.7e18\"", 1_700_000_000_000_000)]
    [InlineData("\"observedTimeUnixNano\":1700000000123456000.0", 1_700_000_000_123_456)]
    [InlineData("\"observedTimeUnixNano\":\"9223372036854775808\"", 9_223_372_036_854_775)]
    public async Task Whole_numbers_may_be_written_as_JSON_writes_any_number(string time, long micros)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.ExportAsync("/v1/logs", Otlp.Log(time), OtlpCalls.Json);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(micros, Assert.Single(server.Stored).TimestampMicros);
    }

    [Theory]
    [InlineData("\"body\":{\"intValue\":\"9223372036854775808\"}", "intValue: expects a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("\"body\":{\"intValue\":1.5}", "intValue: expects a whole number from")]
    [InlineData("\"timeUnixNano\":\"-1\"", "timeUnixNano: expects a whole number from 0 to 18446744073709551615")]
    [InlineData("\"timeUnixNano\":18446744073709551616", "timeUnixNano: expects a whole number from 0")]
    [InlineData("\"severityNumber\":\"LOUD\"", "severityNumber: expects a whole number or one of its names")]
    [InlineData("\"body\":{\"bytesValue\":\"a*b\"}", "bytesValue: expects base64")]
    public async Task A_value_that_its_field_cannot_hold_is_refused_by_name(string members, string message)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.ExportAsync("/v1/logs", Otlp.Log(members), OtlpCalls.Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(server.Stored);
    }

    [Theory]
    [InlineData("+/+/AA==")]
    [InlineData("+/+/AA")]
    [InlineData("-_-_AA==")]
    [InlineData("-_-_AA")]
    public async Task Bytes_may_be_in_base64_of_either_alphabet_with_padding_or_without(string text)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.ExportAsync("/v1/logs", Otlp.Log($"\"body\":{{\"bytesValue\":\"{text}\"}}"), OtlpCalls.Json);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("+/+/AA==", Assert.Single(server.Stored).Text(Fields.Message));
    }
}
