using Ashiato.Console.Administration;
using Ashiato.Model;

namespace Ashiato.Console.Tests.Administration;

public sealed class OptionLinesTests
{
    [Fact]
    public void What_was_written_is_read_again() =>
        Assert.Equal("a = 1\nb = x = y", OptionLines.Write(OptionLines.Read("  b=x = y \r\n\r\na = 0\na = 1")));

    [Theory]
    [InlineData("log_level")]
    [InlineData("= debug")]
    public void A_line_that_is_no_option_is_named(string line) =>
        Assert.Contains($"'{line}' is no option", Assert.Throws<RefusedException>(() => OptionLines.Read(line)).Message, StringComparison.Ordinal);
}
