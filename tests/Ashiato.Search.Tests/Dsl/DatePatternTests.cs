using Ashiato.Search.Dsl;

namespace Ashiato.Search.Tests.Dsl;

/// <summary>Dates are written and read as Java does it, which names the patterns.</summary>
public sealed class DatePatternTests
{
    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 0, "2026-03-07T00:05:09.120Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 330, "2026-03-07T00:05:09.120+05:30")]
    [InlineData("HH:mmxxx", 0, "00:05+00:00")]
    [InlineData("HHX", -180, "00-03")]
    [InlineData("HHX", 330, "00+0530")]
    [InlineData("HHXX", 60, "00+0100")]
    [InlineData("HHxx", 0, "00+0000")]
    [InlineData("HHZ", 60, "00+0100")]
    [InlineData("HHZZZZ", -570, "00GMT-09:30")]
    [InlineData("HHZZZZZ", 60, "00+01:00")]
    [InlineData("h k H a", 0, "12 24 0 AM")]
    [InlineData("E EE EEE EEEE", 0, "Sat Sat Sat Saturday")]
    [InlineData("d dd M MM MMM MMMM uuuu yy y", 0, "7 07 3 03 Mar March 2026 26 2026")]
    [InlineData("S SS SSS SSSSSSSSS", 0, "1 12 120 120000000")]
    [InlineData("yyyy-MM-ddTHH", 0, "2026-03-07T00")]
    public void A_moment_is_written_by_its_pattern(string pattern, int offsetMinutes, string expected)
    {
        var moment = new DateTimeOffset(2026, 3, 7, 0, 5, 9, 120, TimeSpan.FromMinutes(offsetMinutes));

        Assert.Equal(expected, new DatePattern(pattern).Write(moment));
    }

    [Theory]
    [InlineData("yyyy", "2026", "2026")]
    [InlineData("MM/yyyy", "03/2026", "2026-03")]
    [InlineData("d.M.yyyy", "7.3.2026", "2026-03-07")]
    [InlineData("d MMM yyyy", "7 Mar 2026", "2026-03-07")]
    [InlineData("yyyy-MM-dd HH", "2026-03-07 09", "2026-03-07T09")]
    [InlineData("yyyy-MM-dd h a", "2026-03-07 9 PM", "2026-03-07T21")]
    [InlineData("yyyyMMdd'T'HHmmss.SSS", "20260307T091502.250", "2026-03-07T09:15:02.250000")]
    [InlineData("basic_date_time_no_millis", "20260307T091502Z", "2026-03-07T09:15:02+00:00")]
    [InlineData("yyyy-MM-dd'T'HH:mmXXX", "2026-03-07T09:15-03:00", "2026-03-07T09:15-03:00")]
    [InlineData("yyyy-MM-dd'T'HH:mmZ", "2026-03-07T09:15+0900", "2026-03-07T09:15+09:00")]
    public void A_text_is_read_as_exactly_as_its_pattern_is(string pattern, string text, string expected)
    {
        Assert.True(new DatePattern(pattern).TryReadAsIso(text, out string iso));
        Assert.Equal(expected, iso);
    }

    [Theory]
    [InlineData("yyyy-MM-dd", "2026-03")]
    [InlineData("yyyy-MM-dd", "tomorrow")]
    [InlineData("HH:mm", "25:00")]
    public void Another_text_is_no_date(string pattern, string text) => Assert.False(new DatePattern(pattern).TryReadAsIso(text, out _));
}
