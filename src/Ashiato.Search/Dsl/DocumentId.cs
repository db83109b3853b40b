using System.Buffers.Text;
using System.Security.Cryptography;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>The <c>_id</c> of an event: the id that its agent gave it, or a hash of its content for metrics and logs, which have none.</summary>
internal static class DocumentId
{
    private const string ContentPrefix = "content:";

    /// <summary>The id of an event of which nobody needs the document.</summary>
    public static string Of(EventRow row) => OfAgent(row) ?? OfContent(EventDocument.ToUtf8(row));

    /// <summary>The id of an event.</summary>
    /// <param name="row">The event.</param>
    /// <param name="document">It as a document.</param>
    public static string Of(EventRow row, ReadOnlySpan<byte> document) => OfAgent(row) ?? OfContent(document);

    /// <summary>The events with these ids.</summary>
    /// <exception cref="SearchException">An id is a hash, by which events cannot be found.</exception>
    public static Filter FilterOf(string[] ids)
    {
        foreach (string id in ids)
            if (id.StartsWith(ContentPrefix, StringComparison.Ordinal)) throw SearchException.Unsupported($"Finding a metric or log by its _id [{id}]");
        return new Filter.Any(
        [
            Is(Fields.Events.Transaction, Fields.TransactionId), Is(Fields.Events.Span, Fields.SpanId), Is(Fields.Events.Error, Fields.ErrorId),
        ]);

        Filter.All Is(string kind, Field field) => new([Filter.Is(Fields.ProcessorEvent, kind), new Filter.TextIn(field, ids)]);
    }

    private static string? OfAgent(EventRow row) => row.Text(Fields.ProcessorEvent) switch
    {
        Fields.Events.Span => row.Text(Fields.SpanId),
        Fields.Events.Transaction => row.Text(Fields.TransactionId),
        Fields.Events.Error => row.Text(Fields.ErrorId),
        _ => null,
    };

    private static string OfContent(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return ContentPrefix + Base64Url.EncodeToString(hash[..15]);
    }
}
