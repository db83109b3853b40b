// Whoever listens to activities hears those of the whole process: two applications at one time would hear each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
