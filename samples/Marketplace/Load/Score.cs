using System.Globalization;

namespace Marketplace.Load;

/// <summary>What a benchmark counts.</summary>
internal sealed class Score
{
    private long _earned;
    private int _deals;
    private int _pages;
    private int _failed;

    /// <summary>Requests that were answered as they should not be.</summary>
    public int Failed => _failed;

    /// <summary>An item was bought, sent and received.</summary>
    public void Deal(int price)
    {
        Interlocked.Add(ref _earned, price);
        Interlocked.Increment(ref _deals);
    }

    /// <summary>A request was answered well.</summary>
    public void Page() => Interlocked.Increment(ref _pages);

    /// <summary>A request was not.</summary>
    public void Fail(string what)
    {
        if (Interlocked.Increment(ref _failed) <= 10) Console.Error.WriteLine("marketplace load: " + what);
    }

    /// <summary>The line at the end. The score is what was earned, as in the contest.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"score {_earned} ({_deals} deals, {_pages} requests, {_failed} failed)");
}
