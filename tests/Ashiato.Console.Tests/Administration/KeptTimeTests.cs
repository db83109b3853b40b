using System.Globalization;
using Ashiato.Console.Administration;

namespace Ashiato.Console.Tests.Administration;

public sealed class KeptTimeTests
{
    [Theory]
    [InlineData(0, "<1 min", "1 分未満")]
    [InlineData(12.4 / 1_440, "12 min", "12 分")]
    [InlineData(59.7 / 1_440, "1.0 h", "1.0 時間")]
    [InlineData(5.26 / 24, "5.3 h", "5.3 時間")]
    [InlineData(23.97 / 24, "1.0 days", "1.0 日")]
    [InlineData(3.44, "3.4 days", "3.4 日")]
    [InlineData(9.97, "10 days", "10 日")]
    [InlineData(1_200.4, "1,200 days", "1,200 日")]
    public void The_time_that_events_are_kept_has_the_unit_that_fits(double days, string english, string japanese)
    {
        Assert.Equal(english, In("en", days));
        Assert.Equal(japanese, In("ja", days));
    }

    private static string In(string language, double days)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return KeptTime.Of(days);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
