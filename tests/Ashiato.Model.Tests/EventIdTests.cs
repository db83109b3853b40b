using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Model.Tests;

public sealed class EventIdTests
{
    [Theory]
    [InlineData("b7ad6b7169203331", EventId.Form.Hex8)]
    [InlineData("0000000000000000", EventId.Form.Hex8)]
    [InlineData("0af7651916cd43dd8448eb211c80319c", EventId.Form.Hex16)]
    [InlineData("00000000000000000000000000000001", EventId.Form.Hex16)]
    [InlineData("B7AD6B7169203331", EventId.Form.Text)]
    [InlineData("b7ad6b716920333g", EventId.Form.Text)]
    [InlineData("b7ad6b716920333/", EventId.Form.Text)]
    [InlineData("b7ad6b716920333:", EventId.Form.Text)]
    [InlineData("b7ad6b716920333`", EventId.Form.Text)]
    [InlineData("0af7651916cd43dd8448eb211c8031-c", EventId.Form.Text)]
    [InlineData("-af7651916cd43dd8448eb211c80319c", EventId.Form.Text)]
    [InlineData("fedcba9876543210ffffffffffffffff", EventId.Form.Hex16)]
    [InlineData("b7ad6b716920333", EventId.Form.Text)]
    [InlineData("ümlaut-ümlaut-16", EventId.Form.Text)]
    [InlineData("日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本", EventId.Form.Text)]
    [InlineData("x", EventId.Form.Text)]
    public void Every_id_comes_back_as_it_was_sent(string text, EventId.Form shape)
    {
        var id = EventId.Parse(text);

        Assert.Equal(shape, id.Shape);
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, EventId.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void An_empty_text_is_no_id()
    {
        Assert.True(EventId.Parse("").IsNone);
        Assert.True(EventId.Parse(ReadOnlySpan<byte>.Empty).IsNone);
        Assert.Equal("", default(EventId).ToString());
    }

    [Fact]
    public void A_short_and_a_long_id_of_one_number_differ() =>
        Assert.NotEqual(EventId.FromUInt64(7), EventId.FromUInt128(7));

    [Fact]
    public void Numbers_come_back_from_their_text_form() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<ulong>(), static (high, low) =>
        {
            Assert.Equal(EventId.FromUInt64(low), EventId.Parse(EventId.FromUInt64(low).ToString()));
            var wide = EventId.FromUInt128(new UInt128(high, low));
            Assert.Equal(wide, EventId.Parse(wide.ToString()));
        }).QuickCheckThrowOnFailure();
}
