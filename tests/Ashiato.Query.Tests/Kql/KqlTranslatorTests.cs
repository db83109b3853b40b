using Ashiato.Model;
using Ashiato.Query.Kql;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Kql;

public sealed class KqlTranslatorTests
{
    private static readonly KqlContext s_context = new(DateTimeOffset.UnixEpoch.AddMicroseconds(SampleEvents.Noon))
    {
        DynamicFields = [Fields.Label("city"), Fields.NumericLabel("size"), Fields.Sample("pool.free")],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "buy list find")]
    [InlineData("*", "buy list find")]
    [InlineData("* : *", "buy list find")]
    [InlineData("*:*", "buy list find")]
    [InlineData("not * : *", "")]
    [InlineData("transaction.name : buy", "buy")]
    [InlineData("transaction.name : \"\\u0062uy\"", "buy")]
    [InlineData("transaction.name:(BUY or \"list\" or f*nd)", "list find")]
    [InlineData("not transaction.name : (buy or list)", "find")]
    [InlineData("transaction.nam* : buy", "buy")]
    [InlineData("transaction.*.us > 2s", "find")]
    [InlineData("nothing.* : 1", "")]
    [InlineData("transaction.duration.us : 1000 2000", "buy list")]
    [InlineData("transaction.duration.us : (1ms or 3s 4s)", "buy find")]
    [InlineData("transaction.duration.us : \"2000\"", "list")]
    [InlineData("transaction.sampled > false", "buy list")]
    [InlineData("client.ip : 10.1.2.3 10.9.9.9", "buy")]
    [InlineData("client.ip : \"2001:0DB8:0:0:0:0:0:1\"", "list")]
    [InlineData("client.ip : \"2001:db8::/48\"", "list")]
    [InlineData("client.ip : \"2001:db8::/64\"", "list")]
    [InlineData("client.ip : \"2001:db8:1::/48\"", "")]
    [InlineData("client.ip : \"2000::/3\"", "list")]
    [InlineData("client.ip : \"2001:c00::/22\"", "list")]
    [InlineData("client.ip : \"2001:db8::1/128\"", "list")]
    [InlineData("client.ip : \"fe80::/10\"", "")]
    [InlineData("client.ip : \"::/0\"", "list")]
    [InlineData("@timestamp : 1795348800000", "list")]
    [InlineData("@timestamp >= 1795348800001", "find")]
    [InlineData("@timestamp < \"2027\"", "buy list find")]
    [InlineData("@timestamp > \"2026-11\"", "")]
    [InlineData("@timestamp <= now/d", "buy list find")]
    [InlineData("@timestamp > now/d", "")]
    [InlineData("@timestamp < now/d", "")]
    [InlineData("@timestamp >= now/d", "buy list find")]
    [InlineData("@timestamp >= 2026-10-22||+1M/d", "buy list find")]
    [InlineData("message : fox.quick", "")]
    [InlineData("message : fox-shop", "find")]
    [InlineData("message : 10.1.2.3", "")]
    [InlineData("message : 10.1.2.4", "find")]
    [InlineData("message : don't", "")]
    [InlineData("message : net.http.Error", "find")]
    [InlineData("message : http.Error", "find")]
    [InlineData("message : ÉCLAIR", "find")]
    [InlineData("fox quick", "find")]
    [InlineData("slow qui*", "find")]
    [InlineData("\"fox quick\"", "")]
    [InlineData("\"fox 日本語\"", "find")]
    [InlineData("not fox", "buy list")]
    [InlineData("*uic* fo*", "find")]
    [InlineData("transaction.name : Buy", "")]
    [InlineData("transaction.name : \"buy\"", "buy")]
    [InlineData("transaction.name : (buy or find)", "buy find")]
    [InlineData("transaction.name : (buy or f*) and not service.name : shop", "find")]
    [InlineData("transaction.name : *i*", "list find")]
    [InlineData("transaction.name : \"*i*\"", "")]
    [InlineData("not transaction.name : buy", "list find")]
    [InlineData("transaction.duration.us > 1000", "list find")]
    [InlineData("transaction.duration.us >= 1ms and transaction.duration.us < 2s", "buy list")]
    [InlineData("transaction.duration.us : 2000", "list")]
    [InlineData("transaction.duration.us <= 1.5s", "buy list")]
    [InlineData("transaction.sampled : TRUE", "buy list")]
    [InlineData("transaction.sampled : false", "find")]
    [InlineData("transaction.id : t1", "buy")]
    [InlineData("transaction.id : t*", "buy list find")]
    [InlineData("@timestamp >= now", "list find")]
    [InlineData("@timestamp < now+1m", "buy list")]
    [InlineData("@timestamp > \"2026-11-22T12:00:00Z\"", "find")]
    [InlineData("@timestamp : \"2026-11-22\"", "buy list find")]
    [InlineData("@timestamp : now/h", "list find")]
    [InlineData("@timestamp <= now-1h", "buy")]
    [InlineData("timestamp.us : 1795348800000000", "list")]
    [InlineData("labels.city : Kyōto", "buy")]
    [InlineData("labels.city : *", "buy list")]
    [InlineData("not labels.* : *", "find")]
    [InlineData("labels.* : Nara", "list")]
    [InlineData("numeric_labels.size > 1.5", "list")]
    [InlineData("*labels* : 1.5", "buy")]
    [InlineData("pool.free : 7", "find")]
    [InlineData("unheard.of : 7", "")]
    [InlineData("unheard.of : seven", "")]
    [InlineData("http.request.headers : *", "buy")]
    [InlineData("message : quick", "find")]
    [InlineData("message : QUICK", "find")]
    [InlineData("message : qui", "")]
    [InlineData("message : qui*", "find")]
    [InlineData("message : slow quick", "find")]
    [InlineData("message : slow qui*", "find")]
    [InlineData("client.ip : 10.1.2.3", "buy")]
    [InlineData("client.ip : 10.0.0.0/8", "buy")]
    [InlineData("client.ip : \"10.1.0.0/23\"", "")]
    [InlineData("client.ip : (192.0.2.0/24 or 10.1.2.3/31)", "buy")]
    [InlineData("client.ip : 10.*", "buy")]
    [InlineData("client.ip : \"2001:db8::/32\"", "list")]
    [InlineData("client.ip : 0.0.0.0/0", "buy")]
    [InlineData("message : \"quick fox\"", "find")]
    [InlineData("message : \"fox quick\"", "")]
    [InlineData("message : 検索", "find")]
    [InlineData("message.keyword : \"The quick fox: 日本語検索 (net.http.Error at 10.1.2.4, éclair don)\"", "find")]
    [InlineData("transaction.name.text : BUY", "buy")]
    [InlineData("buy", "buy")]
    [InlineData("BU", "buy")]
    [InlineData("shop", "buy list")]
    [InlineData("t3", "find")]
    [InlineData("\"quick fox\"", "find")]
    public async Task A_query_finds_the_events_that_it_describes(string query, string expected)
    {
        var store = await StoreAsync();

        var page = await store.QueryAsync(new RowQuery { Filter = KqlTranslator.ToFilter(query, s_context), Sort = new Sort(Fields.Timestamp) }, Cancel);

        Assert.Equal(expected, string.Join(' ', page.Rows.Rows.Select(static row => row.Text(Fields.TransactionName))));
    }

    [Theory]
    [InlineData("transaction.duration.us : fast", 26, 4, "'transaction.duration.us' is a duration, but was compared with 'fast'; expected a number or one with a unit, such as 250ms.")]
    [InlineData("http.response.status_code >= 5xx", 29, 3, "'http.response.status_code' is a number, but was compared with '5xx'; expected a number.")]
    [InlineData("@timestamp > yesterday", 13, 9, "'@timestamp' is a moment, but was compared with 'yesterday'; expected a date such as 2026-11-22 or now-1h.")]
    [InlineData("client.ip : 10.0.0.0/33", 12, 11, "'client.ip' holds addresses, but was compared with '10.0.0.0/33'; expected an address, or a block such as 10.0.0.0/8 or \"2001:db8::/32\".")]
    [InlineData("http.response.status_code : 200 OK", 28, 6, "'http.response.status_code' is a number, but was compared with '200 OK'; expected a number.")]
    [InlineData("client.ip : \"::/16\"", 12, 7, "'client.ip' holds addresses, but was compared with '::/16'; expected an address, or a block such as 10.0.0.0/8 or \"2001:db8::/32\".")]
    [InlineData("@timestamp > 99999999999999999", 13, 17, "'@timestamp' is a moment, but was compared with '99999999999999999'; expected a date such as 2026-11-22 or now-1h.")]
    [InlineData("transaction.sampled >= maybe", 23, 5, "'transaction.sampled' is true or false, but was asked for 'maybe'; expected true or false.")]
    [InlineData("transaction.sampled : maybe", 22, 5, "'transaction.sampled' is true or false, but was asked for 'maybe'; expected true or false.")]
    [InlineData("service.name > a", 15, 1, "'service.name' is a text and has no order to compare 'a' by; expected ':' and a value.")]
    [InlineData("http.request.headers : x", 23, 1, "What 'http.request.headers' holds is kept but not searched; expected 'http.request.headers : *', which asks whether it is there.")]
    public void What_a_field_cannot_answer_is_told_with_its_place(string query, int start, int length, string sentence)
    {
        var error = Assert.Throws<KqlException>(() => KqlTranslator.ToFilter(query, s_context));

        Assert.Equal(sentence, error.Message);
        Assert.Equal(new KqlSpan(start, length), error.At);
    }

    [Fact]
    public void A_query_of_more_conditions_than_are_asked_is_refused_where_they_are_too_many()
    {
        string values = string.Join(" or ", Enumerable.Repeat("x", 1_000));

        var error = Assert.Throws<KqlException>(() => KqlTranslator.ToFilter(values, s_context));

        Assert.Equal(KqlProblemKind.TooManyConditions, error.Problem.Kind);
        Assert.InRange(error.At.Start, 500, values.Length);
        Assert.NotNull(KqlTranslator.ToFilter($"service.name : ({values})", s_context));
    }

    [Fact]
    public void A_phrase_that_is_too_long_to_be_looked_for_is_refused()
    {
        string phrase = string.Join(' ', Enumerable.Repeat("word", 1_000));

        var error = Assert.Throws<KqlException>(() => KqlTranslator.ToFilter($"message : \"{phrase}\"", s_context));

        Assert.Equal((KqlProblemKind.ValueTooLong, new KqlSpan(10, phrase.Length + 2)), (error.Problem.Kind, error.At));
    }

    private static async Task<MemoryEventStore> StoreAsync()
    {
        var events = new SampleEvents()
            .Transaction("t1", at: -3_600_000_000, takes: 1_000, name: "buy", with: static batch =>
            {
                batch.Set(Fields.Label("city"), "Kyōto");
                batch.Set(Fields.NumericLabel("size"), 1.5);
                batch.Set(Fields.ClientIp, "10.1.2.3");
                batch.Set(Fields.HttpRequestHeaders, "{\"Accept\":\"*/*\"}"u8);
            })
            .Transaction("t2", takes: 2_000, name: "list", with: static batch =>
            {
                batch.Set(Fields.Label("city"), "Nara");
                batch.Set(Fields.ClientIp, "2001:db8::1");
                batch.Set(Fields.NumericLabel("size"), 2.0);
            })
            .Transaction("t3", at: 60_000_000, takes: 3_000_000, name: "find", service: "search", with: static batch =>
            {
                batch.Set(Fields.TransactionSampled, false);
                batch.Set(Fields.Message, "The quick fox: 日本語検索 (net.http.Error at 10.1.2.4, éclair don)");
                batch.Set(Fields.Sample("pool.free"), 7.0);
            });
        return await events.ToStoreAsync();
    }
}
