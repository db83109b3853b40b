using System.Globalization;
using System.Text;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>What is read in the short way is what the platform reads.</summary>
public sealed class PlainNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("12.345")]
    [InlineData("0.1")]
    [InlineData("0.00000000000001")]
    [InlineData("999999999999999")]
    [InlineData("-123456.789012345")]
    public void Numbers_as_agents_write_them_are_read(string text)
    {
        Assert.True(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("1.5E-7")]
    [InlineData("1234567890123456")]
    [InlineData("0.1234567890123456")]
    [InlineData("-")]
    [InlineData("")]
    public void Others_are_left_to_the_platform(string text) => Assert.False(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Whatever_is_read_is_the_nearest_number()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            string text = Random(random);
            bool isRead = PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out double value);
            Assert.Equal(text.Count(char.IsAsciiDigit) <= 15, isRead);
            if (isRead) Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
        }
    }

    private static string Random(Random random)
    {
        string sign = random.Next(2) == 0 ? "" : "-";
        string whole = random.NextInt64((long)Math.Pow(10, random.Next(1, 13))).ToString(CultureInfo.InvariantCulture);
        string fraction = random.Next(1_000_000).ToString("D6", CultureInfo.InvariantCulture)[..random.Next(7)];
        return sign + whole + (fraction.Length == 0 ? "" : "." + fraction);
    }
}
