using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Tests.Execution;

public sealed class PairTableTests
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(200, 300)]
    [InlineData(70_000, 90_000)]
    public void Pairs_keep_their_numbers_while_the_table_grows_and_is_hashed_at_last(int firstCount, int secondCount)
    {
        var random = new Random(1);
        var table = new PairTable();
        var expected = new Dictionary<(int, int), int>();
        for (int round = 1; round <= 20; round++)
        {
            int firsts = 1 + (firstCount * round / 20), seconds = 1 + (secondCount * round / 20);
            var pairs = Enumerable.Range(0, 500).Select(_ => (First: random.Next(firsts), Second: random.Next(seconds))).ToArray();
            var numbers = pairs.Select(static pair => pair.First).ToArray();

            table.Map(numbers, pairs.Select(static pair => pair.Second).ToArray(), firsts, seconds);

            foreach (var pair in pairs) expected.TryAdd(pair, expected.Count);
            Assert.Equal(pairs.Select(pair => expected[pair]), numbers);
        }
        Assert.Equal(expected.Count, table.Count);
        foreach (var (pair, number) in expected) Assert.Equal(pair, table[number]);
    }
}
