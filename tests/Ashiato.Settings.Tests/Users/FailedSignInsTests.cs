using System.Globalization;
using System.Net;
using Ashiato.Settings.Users;

namespace Ashiato.Settings.Tests.Users;

public sealed class FailedSignInsTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private readonly StoppedClock _clock = new();

    [Fact]
    public void Some_wrong_passwords_lock_one_user_at_one_address()
    {
        var failures = new FailedSignIns(_clock);

        for (int i = 1; i < FailedSignIns.MostForUser; i++) Assert.False(failures.Add("viola", Here));
        Assert.Null(failures.WaitOf("viola", Here));
        Assert.True(failures.Add("viola", Here));

        Assert.Equal(FailedSignIns.LockedFor, failures.WaitOf("viola", Here));
        Assert.Null(failures.WaitOf("elastic", Here));
        Assert.Null(failures.WaitOf("viola", IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void A_lock_ends_by_itself()
    {
        var failures = new FailedSignIns(_clock);
        for (int i = 0; i < FailedSignIns.MostForUser; i++) failures.Add("viola", Here);

        _clock.Advance(FailedSignIns.LockedFor);

        Assert.Null(failures.WaitOf("viola", Here));
        Assert.False(failures.Add("viola", Here));
    }

    [Fact]
    public void The_right_password_forgets_the_wrong_ones()
    {
        var failures = new FailedSignIns(_clock);
        for (int i = 1; i < FailedSignIns.MostForUser; i++) failures.Add("viola", Here);

        failures.Forget("viola", Here);

        Assert.False(failures.Add("viola", Here));
        Assert.Null(failures.WaitOf("viola", Here));
    }

    [Fact]
    public void Trying_many_names_locks_the_address_for_all_of_them()
    {
        var failures = new FailedSignIns(_clock);
        for (int i = 0; i < FailedSignIns.MostForAddress; i++) failures.Add("name " + i.ToString(CultureInfo.InvariantCulture), Here);

        Assert.NotNull(failures.WaitOf("another", Here));
        Assert.Null(failures.WaitOf("another", IPAddress.Parse("192.0.2.2")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    public void A_network_of_one_customer_counts_as_one_address(string first, string second, bool isSame)
    {
        var failures = new FailedSignIns(_clock);
        for (int i = 0; i < FailedSignIns.MostForUser; i++) failures.Add("viola", IPAddress.Parse(first));

        Assert.Equal(isSame, failures.WaitOf("viola", IPAddress.Parse(second)) is not null);
    }

    [Fact]
    public void Memory_is_bounded_and_the_latest_are_remembered()
    {
        var failures = new FailedSignIns(_clock);
        for (int i = 0; i < FailedSignIns.Capacity * 2; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            failures.Add("viola", new IPAddress(i));
        }
        for (int i = 0; i < FailedSignIns.MostForUser; i++) failures.Add("viola", Here);

        Assert.InRange(failures.Count, 1, FailedSignIns.Capacity);
        Assert.NotNull(failures.WaitOf("viola", Here));
    }
}
