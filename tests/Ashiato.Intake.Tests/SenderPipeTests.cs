using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Tests;

/// <summary>A sender that left is told from what else fails, however early the server knows.</summary>
public sealed class SenderPipeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Leaving => [new IOException("The client reset the request stream."), new ConnectionResetException("reset"), new ConnectionAbortedException("aborted")];

    [Theory]
    [MemberData(nameof(Leaving))]
    public async Task A_sender_that_leaves_has_left_whatever_is_done_with_the_body(Exception said)
    {
        var before = new SenderPipe(new FailingBody(() => throw said));
        var meanwhile = new SenderPipe(new FailingBody(async () =>
        {
            await Task.Yield();
            throw said;
        }));

        Assert.Same(said, Assert.Throws<SenderLeftException>(() => before.TryRead(out _)).InnerException);
        Assert.Same(said, Assert.Throws<SenderLeftException>(() => before.AdvanceTo(default)).InnerException);
        Assert.Same(said, Assert.Throws<SenderLeftException>(() => before.AdvanceTo(default, default)).InnerException);
        Assert.Same(said, (await Assert.ThrowsAsync<SenderLeftException>(async () => await before.ReadAsync(Cancel))).InnerException);
        Assert.Same(said, (await Assert.ThrowsAsync<SenderLeftException>(async () => await meanwhile.ReadAsync(Cancel))).InnerException);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_and_a_time_that_is_over_are_what_they_are()
    {
        var wrong = new SenderPipe(new FailingBody(() => throw new BadHttpRequestException("too slow")));
        var late = new SenderPipe(new FailingBody(() => throw new OperationCanceledException()));

        await Assert.ThrowsAsync<BadHttpRequestException>(async () => await wrong.ReadAsync(Cancel));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await late.ReadAsync(Cancel));
    }

    private sealed class FailingBody(Func<Task<ReadResult>> read) : PipeReader
    {
        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(read());

        public override bool TryRead(out ReadResult result)
        {
            read();
            result = default;
            return false;
        }

        public override void AdvanceTo(SequencePosition consumed) => read();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => read();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();
    }
}
