using Ashiato.Agent.Settings;

namespace Ashiato.Agent.Delivery;

/// <summary>Remembers whether events arrive, and says so: each cause once, and once that it is over.</summary>
internal sealed class DeliveryJournal(AgentSettings settings, AgentLog log)
{
    private static readonly TimeSpan s_repeatOverflow = TimeSpan.FromMinutes(1);

    private readonly object _turn = new();
    private readonly HashSet<string> _said = [];
    private long _lost;
    private long _lostWhenSaid;
    private long _overflowSaidAt;
    private bool _isFailing;

    /// <summary>Spans that were never taken, since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Spans were left out or given up.</summary>
    public void Lose(long count) => Interlocked.Add(ref _lost, count);

    /// <summary>A request was not taken.</summary>
    public void Failed(Trouble trouble, Uri server)
    {
        lock (_turn)
        {
            if (!_isFailing) _lostWhenSaid = Lost;
            _isFailing = true;
            if (!_said.Add(trouble.Key)) return;
        }
        log.Fails(settings.ServiceName, Shown(server), trouble.Cause, trouble.Mending + " The application is not affected.");
    }

    /// <summary>Spans were taken, or the server said that it would take them.</summary>
    public void Succeeded(Uri server)
    {
        long lost;
        lock (_turn)
        {
            if (!_isFailing) return;
            _isFailing = false;
            _said.Clear();
            lost = Lost - _lostWhenSaid;
            _lostWhenSaid = Lost;
        }
        log.Recovered(Shown(server), lost);
    }

    /// <summary>Says now and then how many spans were left out although the server takes what it gets.</summary>
    public void ReportOverflow(TimeProvider time)
    {
        long lost;
        lock (_turn)
        {
            if (_isFailing || Lost == _lostWhenSaid) return;
            if (_overflowSaidAt != 0 && time.GetElapsedTime(_overflowSaidAt) < s_repeatOverflow) return;
            _overflowSaidAt = time.GetTimestamp();
            lost = Lost - _lostWhenSaid;
            _lostWhenSaid = Lost;
        }
        log.Lost(lost, Lost);
    }

    /// <summary>A server's address as logs may have it: without what stands before an @.</summary>
    public static string Shown(Uri server) => server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
