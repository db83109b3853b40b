namespace Ashiato.Storage.Tests;

public sealed class MemoryEventStoreTests : EventStoreContract
{
    protected override bool IsDurable => false;

    protected override ValueTask<IEventStore> OpenAsync() => ValueTask.FromResult<IEventStore>(new MemoryEventStore());
}
