using System.Text;

namespace Ashiato.Settings.Tests;

/// <summary>What every <see cref="ISettingsStore"/> promises.</summary>
public abstract class SettingsStoreContract
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract ValueTask<ISettingsStore> OpenAsync();

    [Fact]
    public async Task A_document_is_found_as_it_was_put()
    {
        await using var store = await OpenAsync();
        byte[] value = [0, 1, 255];

        long? version = await store.PutAsync("pin", "a/b ü&?", value, expected: null, Cancel);

        var found = await store.FindAsync("pin", "a/b ü&?", Cancel);
        Assert.Equal(("a/b ü&?", version), (found!.Key, found.Version));
        Assert.Equal(value, found.Value);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_cannot_be_deleted()
    {
        await using var store = await OpenAsync();

        Assert.Null(await store.FindAsync("pin", "none", Cancel));
        Assert.Empty(await store.ListAsync("pin", Cancel));
        Assert.False(await store.DeleteAsync("pin", "none", Cancel));
    }

    [Fact]
    public async Task Kinds_do_not_see_each_other_and_a_list_is_in_order()
    {
        await using var store = await OpenAsync();
        foreach (string key in (string[])["c", "a", "b"]) await PutAsync(store, "pin", key, key);
        await PutAsync(store, "rule", "a", "other");

        var pins = await store.ListAsync("pin", Cancel);

        Assert.Equal("a=a b=b c=c", string.Join(' ', pins.Select(pin => $"{pin.Key}={Encoding.UTF8.GetString(pin.Value)}")));
        Assert.Single(await store.ListAsync("rule", Cancel));
    }

    [Fact]
    public async Task A_document_is_only_replaced_when_it_has_the_expected_version()
    {
        await using var store = await OpenAsync();
        long first = (await PutAsync(store, "pin", "a", "1"))!.Value;
        long second = (await PutAsync(store, "pin", "a", "2", first))!.Value;

        Assert.True(second > first);
        Assert.Null(await PutAsync(store, "pin", "a", "3", first));
        Assert.Null(await PutAsync(store, "pin", "a", "3", 0));
        Assert.Equal("2", Encoding.UTF8.GetString((await store.FindAsync("pin", "a", Cancel))!.Value));
    }

    [Fact]
    public async Task A_document_made_again_is_not_the_one_that_was_deleted()
    {
        await using var store = await OpenAsync();
        long old = (await PutAsync(store, "pin", "a", "1", 0))!.Value;

        Assert.True(await store.DeleteAsync("pin", "a", Cancel));
        Assert.NotNull(await PutAsync(store, "pin", "a", "2", 0));

        Assert.Null(await PutAsync(store, "pin", "a", "3", old));
    }

    [Fact]
    public async Task Of_many_who_add_the_same_document_one_does()
    {
        await using var store = await OpenAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await PutAsync(store, "pin", "a", $"{i}", 0))));

        Assert.Single(added, version => version is not null);
    }

    [Theory]
    [InlineData("", "key")]
    [InlineData("kind", "")]
    [InlineData("kind-that-is-longer-than-any-name-of-a-kind-that-somebody-would-think-of", "key")]
    public async Task Names_that_are_empty_or_too_long_are_refused(string kind, string key)
    {
        await using var store = await OpenAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await PutAsync(store, kind, key, "1"));
    }

    [Fact]
    public async Task A_large_document_makes_the_round_trip()
    {
        await using var store = await OpenAsync();
        byte[] value = new byte[40 << 20];
        new Random(7).NextBytes(value);

        await store.PutAsync("map", "large", value, expected: null, Cancel);

        var found = await store.FindAsync("map", "large", Cancel);
        Assert.True(value.AsSpan().SequenceEqual(found!.Value));
    }

    protected static ValueTask<long?> PutAsync(ISettingsStore store, string kind, string key, string text, long? expected = null) =>
        store.PutAsync(kind, key, Encoding.UTF8.GetBytes(text), expected, Cancel);
}
