using System.Globalization;
using System.Text;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Names as long as people give them, with and without places to break at.</summary>
internal static class LongNames
{
    public const string Service = "com_example_platform_billing_InvoicesAndSubscriptionsOfTheStorefront";

    public const string Name = "GET /api/v2/customers/{customerId}/subscriptions/{subscriptionId}/invoices/{invoiceId}.json";

    public const string Resource = "aurora-cluster-writer-primary.cluster-c9akciq32wxyz.ap-northeast-1.rds.amazonaws.com:5432";

    /// <summary>Requests of two services that call a database for 2 to 6 ms.</summary>
    public static async Task SendAsync(AshiatoProcess ashiato)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        foreach (string service in (string[])[Service, "storefront-gateway-of-the-customer-subscriptions"])
        {
            var body = new StringBuilder($$$"""{"metadata":{"service":{"name":"{{{service}}}","version":"2026.11.30-build.4711","agent":{"name":"go","version":"1.15.0"},"language":{"name":"go"} } } }""").Append('\n');
            for (int i = 0; i < 5; i++)
            {
                string trace = Guid.NewGuid().ToString("N"), id = trace[..16];
                body.Append(CultureInfo.InvariantCulture, $$$"""{"transaction":{"id":"{{{id}}}","trace_id":"{{{trace}}}","name":"{{{Name}}}","type":"request","duration":{{{20 + i}}},"result":"HTTP 2xx","timestamp":{{{now - i}}},"span_count":{"started":1},"outcome":"success"}}""").Append('\n');
                body.Append(CultureInfo.InvariantCulture, $$$"""{"span":{"id":"{{{trace[16..]}}}","transaction_id":"{{{id}}}","parent_id":"{{{id}}}","trace_id":"{{{trace}}}","name":"SELECT FROM invoices_and_their_documents_of_customers","type":"db","subtype":"postgresql","duration":{{{2 + i}}}.1,"timestamp":{{{now - i}}},"context":{"destination":{"service":{"resource":"{{{Resource}}}"} } } } }""").Append('\n');
            }
            using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
            using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
