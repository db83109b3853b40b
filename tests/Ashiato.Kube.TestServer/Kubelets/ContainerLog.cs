using System.Globalization;
using System.Text;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>What a container wrote, kept in memory up to a bound.</summary>
internal sealed class ContainerLog
{
    private const int MaxLines = 20_000;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private int _forgotten;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text
    {
        get
        {
            lock (_lock) return string.Join('\n', _lines);
        }
    }

    public void Add(string line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lines.Add(line);
            if (_lines.Count > MaxLines)
            {
                _lines.RemoveAt(0);
                _forgotten++;
            }
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.SetResult();
    }

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        bool follows = context.Request.Query["follow"] == "true";
        int next = 0;
        lock (_lock)
        {
            next = _forgotten;
            if (int.TryParse(context.Request.Query["tailLines"], CultureInfo.InvariantCulture, out int tail)) next = Math.Max(next, _forgotten + _lines.Count - tail);
        }
        while (true)
        {
            Task changed;
            string text;
            lock (_lock)
            {
                int from = Math.Max(0, next - _forgotten);
                text = string.Concat(_lines.Skip(from).Select(line => line + "\n"));
                next = _forgotten + _lines.Count;
                changed = _changed.Task;
            }
            await context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (!follows) return;
            await changed.WaitAsync(context.RequestAborted);
        }
    }
}
