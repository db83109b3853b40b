using Ashiato.Doctor;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>What became of a stream: how many events were taken, and what was wrong with the others.</summary>
internal sealed class StreamResult
{
    private const int ListedErrors = 5;

    private readonly List<(string Message, string? Document)> _errors = [];
    private int _lineErrors;
    private string? _failure;

    /// <summary>Events that were taken, and are stored for good.</summary>
    public long Accepted { get; set; }

    /// <summary>Events that were not taken.</summary>
    public long Rejected { get; set; }

    /// <summary>The service that the stream says it is of; empty while it has not said.</summary>
    public string Service { get; set; } = "";

    /// <summary>Why something went wrong, for the doctor; <see langword="null"/> when nothing did.</summary>
    public Cause? Cause { get; private set; }

    /// <summary>The same in words.</summary>
    public string? FirstError => _failure ?? (_errors.Count > 0 ? _errors[0].Message : null);

    /// <summary>The status of the answer.</summary>
    public int Status { get; private set; } = StatusCodes.Status202Accepted;

    public bool HasErrors => Status != StatusCodes.Status202Accepted;

    /// <summary>A line was wrong. Only the first few are told.</summary>
    public void RejectLine(string message, ReadOnlySpan<byte> line, Cause cause = Ashiato.Doctor.Cause.EventsRejected)
    {
        Rejected++;
        Cause ??= cause;
        Status = Math.Max(Status, StatusCodes.Status400BadRequest);
        if (_lineErrors++ < ListedErrors) _errors.Add((message, Encoding.UTF8.GetString(line)));
    }

    /// <summary>The stream as a whole went wrong.</summary>
    public void Fail(int status, string message, Cause cause = Ashiato.Doctor.Cause.EventsRejected)
    {
        // Why all of it was lost says more than what was wrong with a line.
        Cause = cause;
        _failure = message;
        Status = Math.Max(Status, status);
        _errors.Add((message, null));
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("accepted", Accepted);
        if (_errors.Count > 0)
        {
            writer.WriteStartArray("errors");
            foreach (var (message, document) in _errors)
            {
                writer.WriteStartObject();
                writer.WriteString("message", message);
                if (document is not null) writer.WriteString("document", document);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
