using System.ComponentModel.DataAnnotations;
using Ashiato.Intake.Access;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Rum;
using Ashiato.Intake.Sampling;
using Ashiato.Settings;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake;

/// <summary>How events are taken in.</summary>
public sealed class IntakeOptions
{
    internal const string Section = "Intake";

    /// <summary>What agents must present as <c>Authorization: Bearer</c>, unless they present an API key. Empty or absent, and <see cref="NeedsApiKey"/> false: everyone may send.</summary>
    public string? SecretToken { get; set; }

    /// <summary>What recognises the token that agents must present, where <see cref="SecretToken"/> itself is not known.</summary>
    public SecretDigest? SecretTokenDigest { get; set; }

    /// <summary>Recognises the tokens that agents may present, where they can change while the server runs; counts instead of <see cref="SecretToken"/>. Compares in constant time.</summary>
    public Func<string, bool>? RecognizesToken { get; set; }

    /// <summary>True when agents must present an API key, or the secret token if there is one. Default false.</summary>
    public bool NeedsApiKey { get; set; }

    /// <summary>How many different API keys are looked up in a minute. Default 100, from 1 to 100,000.</summary>
    [Range(1, 100_000, ErrorMessage = "Set Intake:ApiKeyLimit between {1} and {2}.")]
    public int ApiKeyLimit { get; set; } = 100;

    /// <summary>What those may do who present nothing.</summary>
    [ValidateObjectMembers]
    public AnonymousOptions Anonymous { get; } = new();

    /// <summary>How long agents are told to wait before they ask for their configuration again, in seconds. They wait at least 5. Default 30, from 1 to 86,400.</summary>
    [Range(1, 86_400, ErrorMessage = "Set Intake:AgentPollSeconds between {1} and {2}.")]
    public int AgentPollSeconds { get; set; } = 30;

    /// <summary>How events of browsers are taken in.</summary>
    [ValidateObjectMembers]
    public RumOptions Rum { get; } = new();

    /// <summary>The longest line of a stream, its line feed included. Default 307,200 bytes, from 10 bytes to 64 MiB.</summary>
    [Range(10, 64 * 1024 * 1024, ErrorMessage = "Set Intake:MaxEventBytes between {1} and {2}.")]
    public int MaxEventBytes { get; set; } = 300 * 1024;

    /// <summary>How long a request of events may take to come; agents hold one open for ten seconds and send now and then. Default 5 min, from 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Set Intake:MaxRequestTime between {1} and {2}.")]
    public TimeSpan MaxRequestTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long events wait for the next piece of their body before they go to the store without it. No setting: for tests.</summary>
    internal TimeSpan PieceWait { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many requests are decoded at one time; others wait. One on which nothing comes does not count. 0 chooses by the memory at hand. Default 0, up to 65,536.</summary>
    [Range(0, 65_536, ErrorMessage = "Set Intake:MaxConcurrentDecoders between {1} and {2}.")]
    public int MaxConcurrentDecoders { get; set; }

    /// <summary>The version that agents are told. It decides what they send: from 8.7.1 on, everything that intake knows.</summary>
    [RegularExpression(@"\d+\.\d+\.\d+.*", ErrorMessage = "Set Intake:ServerVersion to a version such as 8.19.0.")]
    public string ServerVersion { get; set; } = "8.19.0";

    /// <summary>The environment of services that do not name one. Default none.</summary>
    public string? DefaultEnvironment { get; set; }

    /// <summary>The namespace of the data streams. Default <c>default</c>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Set Intake:Namespace to a name such as default.")]
    public string Namespace { get; set; } = "default";

    /// <summary>True to keep the senders' addresses. Default true.</summary>
    public bool CapturePersonalData { get; set; } = true;

    /// <summary>A MaxMind database file, such as <c>GeoLite2-City.mmdb</c>, that says where client addresses are. Default none: nobody is located.</summary>
    public string? GeoIpDatabase { get; set; }

    /// <summary>The name under which this machine appears as observer. Default the machine's name.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Set Intake:HostName to a name of this machine.")]
    public string HostName { get; set; } = Environment.MachineName;

    /// <summary>A batch is stored when it has so many events, or sooner when nothing more is coming. Default 2,000, from 1 to 100,000.</summary>
    [Range(1, 100_000, ErrorMessage = "Set Intake:BatchEvents between {1} and {2}.")]
    public int BatchEvents { get; set; } = 2_000;

    /// <summary>A batch is stored when it is about so large. Default 1 MiB, from 1 KiB to 64 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024, ErrorMessage = "Set Intake:BatchBytes between {1} and {2}.")]
    public int BatchBytes { get; set; } = 1024 * 1024;

    /// <summary>The longest request of OTLP over HTTP, as it is sent and unpacked; over gRPC it is 4 MiB, as everywhere. Default 32 MiB, from 64 KiB to 512 MiB.</summary>
    [Range(64 * 1024, 512 * 1024 * 1024, ErrorMessage = "Set Intake:MaxOtlpBytes between {1} and {2}.")]
    public int MaxOtlpBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long the store keeps events, so that senders of older ones can be told. Default none: for ever, or not known.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Which metrics are made from events.</summary>
    [ValidateObjectMembers]
    public AggregationOptions Aggregation { get; } = new();

    /// <summary>Which traces are kept, decided when they are complete. Default none: all are.</summary>
    public TailSamplingOptions? TailSampling { get; set; }

    /// <summary>True when everyone may send.</summary>
    internal bool IsOpen => string.IsNullOrEmpty(SecretToken) && SecretTokenDigest is null && RecognizesToken is null && !NeedsApiKey;

    /// <summary>True when those who present nothing may send something, where others present something.</summary>
    internal bool AllowsAnonymous => Anonymous.IsAllowed ?? Rum.IsEnabled;

    /// <summary>The number that <see cref="MaxConcurrentDecoders"/> stands for.</summary>
    internal int ConcurrentDecoders
    {
        get
        {
            if (MaxConcurrentDecoders > 0) return MaxConcurrentDecoders;
            double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
            return (int)Math.Clamp(128 * gibibytes * 0.8, 16, 2_048);
        }
    }
}
