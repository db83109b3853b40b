using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class EmbeddedEventStoreTests : EventStoreContract, IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    protected override async ValueTask<IEventStore> OpenAsync()
    {
        // The contract asks about events of all times.
        var options = _fixture.Options();
        options.MaxAge = null;
        _fixture.Time.Now = DateTimeOffset.UnixEpoch.AddTicks(Sample.Noon * TimeSpan.TicksPerMicrosecond).AddHours(1);
        return await _fixture.OpenAsync(options);
    }

    protected override async ValueTask RearrangeAsync(IEventStore store)
    {
        var embedded = (EmbeddedEventStore)store;
        Assert.True(await embedded.FlushAsync());
        embedded.Maintain();
    }
}
