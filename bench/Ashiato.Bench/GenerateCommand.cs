using System.CommandLine;
using System.IO.Compression;
using Ashiato.Bench.Data;

namespace Ashiato.Bench;

/// <summary><c>bench generate</c>: writes the data set to a file, or only says what it is like.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--out") { Description = "Where the requests go, one after the other. Without it they are only counted." };
        var perSecond = new Option<double>("--per-second") { Description = "Events per second of the data set's own time.", DefaultValueFactory = _ => DataSetOptions.TenMillionADay };
        var command = new Command("generate", "Write the data set as requests.") { CommonOptions.Events, CommonOptions.Seed, CommonOptions.Protocol, perSecond, file };
        command.SetAction(parsed => Run(
            new() { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed), Protocol = parsed.GetValue(CommonOptions.Protocol), EventsPerSecond = parsed.GetValue(perSecond) },
            parsed.GetValue(file)));
        return command;
    }

    private static void Run(DataSetOptions options, FileInfo? file)
    {
        using var output = file is null ? Stream.Null : file.Create();
        long requests = 0, events = 0, transactions = 0, bytes = 0, zipped = 0;
        foreach (var request in new DataSet(options).Requests())
        {
            output.Write(request.Body.Span);
            requests++;
            events += request.EventCount;
            transactions += request.TransactionCount;
            bytes += request.Body.Length;
            if (requests % 16 == 0) zipped += Gzip.Compress(request.Body.Span).Length * 16L;
        }
        Console.WriteLine($"{requests:N0} requests, {events:N0} events, {transactions:N0} of them transactions (1 in {(double)events / transactions:F2}), "
            + $"{(double)bytes / events:F1} B per event, about {(double)zipped / events:F1} B gzipped.");
    }
}
