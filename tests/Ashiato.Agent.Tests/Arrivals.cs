using Ashiato.Intake.Tests;
using Ashiato.Model;

namespace Ashiato.Agent.Tests;

/// <summary>What has arrived at a server.</summary>
internal static class Arrivals
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    extension(IntakeServer server)
    {
        /// <summary>Where agents send.</summary>
        public Uri Address => server.Client.BaseAddress!;

        /// <summary>Waits for a transaction of a name, and for everything of its trace that was sent with it.</summary>
        /// <returns>The transaction, and the other events of its trace in the order of their times.</returns>
        public async Task<(EventRow Transaction, IReadOnlyList<EventRow> Others)> TraceOfAsync(string name)
        {
            var transaction = await server.FindAsync(row => row.Text(Fields.TransactionName) == name && row.Text(Fields.ProcessorEvent) == Fields.Events.Transaction);
            var trace = transaction.Text(Fields.TraceId);
            return (transaction, [.. server.Stored.Where(row => row.Text(Fields.TraceId) == trace && row.Text(Fields.TransactionName) != name).OrderBy(row => row.Number(Fields.Timestamp))]);
        }

        /// <summary>Waits for an event.</summary>
        public async Task<EventRow> FindAsync(Func<EventRow, bool> isWanted)
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            giveUp.CancelAfter(s_patience);
            while (true)
            {
                foreach (var row in server.Stored)
                    if (isWanted(row)) return row;
                try
                {
                    await server.Store.Arrivals.ReadAsync(giveUp.Token);
                }
                catch (OperationCanceledException)
                {
                    throw new TimeoutException("The event did not come; these did: " + string.Join(", ", server.Stored.Select(row => row.Text(Fields.TransactionName) ?? row.Text(Fields.SpanName) ?? row.Text(Fields.ProcessorEvent))));
                }
            }
        }
    }
}
