using System.Text;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>The hash is the one that everybody else computes.</summary>
public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1)]
    public void A_text_has_its_known_hash(string text, ulong hash) => Assert.Equal(hash, XxHash64.Hash(Encoding.ASCII.GetBytes(text)));
}
