using System.Text.Json;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Query.Tests.Traces.Sharing;

public class SecretMaskTests
{
    [Theory]
    [InlineData("""{"http":{"request":{"headers":{"Authorization":["Basic abc"],"Accept":["*/*"]}}}}""", "Basic abc")]
    [InlineData("""{"http":{"request":{"headers":{"Cookie":["sid=1234"]}}}}""", "1234")]
    [InlineData("""{"http":{"response":{"headers":{"Set-Cookie":["sid=1234"]}}}}""", "1234")]
    [InlineData("""{"http":{"request":{"headers":{"X-Api-Key":["s3cr3t"]}}}}""", "s3cr3t")]
    [InlineData("""{"http":{"request":{"headers":{"X-Forwarded-For":["203.0.113.9"]}}}}""", "203.0.113.9")]
    [InlineData("""{"http":{"request":{"body":{"original":"name=eve"}}}}""", "eve")]
    [InlineData("""{"labels":{"db_password":"hunter2"}}""", "hunter2")]
    [InlineData("""{"labels":{"note":"token=hunter2 done"}}""", "hunter2")]
    [InlineData("""{"user":{"name":"eve","id":"7"}}""", "eve")]
    [InlineData("""{"client":{"ip":"203.0.113.9"}}""", "203.0.113.9")]
    [InlineData("""{"url":{"full":"http://shop/?api_key=hunter2&page=3"}}""", "hunter2")]
    [InlineData("""{"url":{"full":"http://eve:hunter2@shop/"}}""", "hunter2")]
    [InlineData("""{"span":{"db":{"statement":"SELECT * FROM users WHERE mail = 'eve' AND x = 'it''s'"}}}""", "eve")]
    [InlineData("""{"error":{"exception":[{"message":"bad token eyJhbGciOi.eyJzdWIiOi.abc"}]}}""", "eyJhbGciOi")]
    [InlineData("""{"error":{"exception":[{"stacktrace":[{"vars":{"a":"hunter2"}}]}]}}""", "hunter2")]
    [InlineData("""{"error":{"log":{"message":"mail to eve@example.org failed"}}}""", "eve@example.org")]
    [InlineData("""{"labels":{"aws":"AKIAIOSFODNN7EXAMPLE"}}""", "AKIAIOSFODNN7EXAMPLE")]
    public void A_secret_is_not_in_the_masked_document(string document, string secret)
    {
        string masked = SecretMask.Of(JsonElement.Parse(document)).GetRawText();

        Assert.DoesNotContain(secret, masked, StringComparison.Ordinal);
        Assert.Contains(SecretMask.Mask, masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"transaction":{"id":"0123456789abcdef","name":"GET /authors","duration":{"us":5}}}""")]
    [InlineData("""{"http":{"request":{"headers":{"Accept":["text/html"],"Traceparent":["00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"]}}}}""")]
    [InlineData("""{"error":{"grouping_key":"abc"},"labels":{"author":"x","keyboard":"jp","max_tokens":"5"}}""")]
    [InlineData("""{"url":{"full":"http://shop:8080/items/3?page=2&sort=price"}}""")]
    [InlineData("""{"span":{"db":{"statement":"SELECT * FROM users WHERE id = ? LIMIT 10"}}}""")]
    public void What_is_no_secret_stays(string document)
    {
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(document), SecretMask.Of(JsonElement.Parse(document))));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("eyJabcdef-")]
    [InlineData("a.b-")]
    [InlineData("http+")]
    [InlineData("'\\'")]
    public void A_text_that_is_one_long_word_is_masked_while_somebody_waits(string part)
    {
        // Where each place looks through all the rest, a million signs take an hour.
        string text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));

        Assert.Equal(text, SecretMask.Text(text));
        Assert.EndsWith(SecretMask.Mask, SecretMask.Text(text + " eve@example.org"), StringComparison.Ordinal);
    }
}
