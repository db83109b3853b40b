namespace Ashiato.Model.Tests;

public sealed class Utf8HashTests
{
    [Fact]
    public void Each_byte_counts_and_so_does_the_length()
    {
        var hashes = new HashSet<uint>();
        int texts = 0;
        for (int length = 0; length <= 40; length++)
        {
            byte[] text = new byte[length];
            Add(text);
            for (int at = 0; at < length; at++)
            {
                text[at] = 1;
                Add(text);
                text[at] = 0;
            }
        }
        Assert.Equal(texts, hashes.Count);

        void Add(byte[] text)
        {
            texts++;
            hashes.Add(Utf8Hash.Of(text));
        }
    }

    [Fact]
    public void Equal_texts_have_equal_hashes_wherever_they_stand()
    {
        byte[] around = "--service-checkout-service-checkout"u8.ToArray();
        Assert.Equal(Utf8Hash.Of(around.AsSpan(2, 16)), Utf8Hash.Of(around.AsSpan(19, 16)));
        Assert.Equal(Utf8Comparer.Instance.GetHashCode("service-checkout"u8.ToArray()), Utf8Comparer.Instance.GetHashCode(around.AsSpan(19, 16)));
    }
}
