using Ashiato.Query.Kql;
using Ashiato.Query.Kql.Completion;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Query.Tests.Kql;

public sealed class KqlPropertyTests
{
    private static readonly string[] s_pieces =
    [
        "service.name", "@timestamp", "transaction.duration.us", "labels.*", ":", ">", "<=", "(", ")", "\"", "\\", "*", "and", "or", "not", " ", "\t", "{", "}", "now-1h", "now/d",
        "404", "-1", "true", "\\u0041", "\\u00", "é", "日本", "😀", "\ud83d", "http.request.headers", "message", "trace.id", "1e999", "9999-12-31||+9y", "\"a b\"", "?",
    ];

    private static Gen<KqlLiteral> Literal =>
        from pieces in Gen.Elements("a", "b.c", "and", "not", "OR", "*", "\\*", "\\?", "\\\\", "\"", ":", "(", ")", "<", "{", " ", "\t", "\u2028", "é", "😀", "u0041", "n").NonEmptyListOf()
        from isQuoted in Gen.Elements(true, false)
        let pattern = string.Concat(pieces)
        select new KqlLiteral(isQuoted ? Filter.TextLike.Escape(pattern) : pattern, isQuoted);

    [Fact]
    public void A_printed_tree_parses_to_itself() =>
        Prop.ForAll(TreeOf(3).ToArbitrary(), static tree => KqlParserTests.Describe(KqlParser.Parse(tree.ToString())!) == KqlParserTests.Describe(tree))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_query_means_the_same_when_it_is_printed()
    {
        Prop.ForAll(Gen.Elements(s_pieces).ListOf().Select(string.Concat).ToArbitrary(), static text =>
        {
            KqlNode? tree;
            try
            {
                tree = KqlParser.Parse(text);
            }
            catch (KqlException)
            {
                return true;
            }
            return tree is null || KqlParserTests.Describe(KqlParser.Parse(tree.ToString())!) == KqlParserTests.Describe(tree);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Any_text_is_a_filter_or_a_sentence_with_a_place()
    {
        var context = new KqlContext(DateTimeOffset.UnixEpoch.AddYears(56));
        var texts = Gen.OneOf(Gen.Elements(s_pieces).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? ""));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                Assert.NotNull(KqlTranslator.ToFilter(text, context));
            }
            catch (KqlException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
                Assert.InRange(e.At.Start, 0, text.Length);
                Assert.InRange(e.At.End, e.At.Start, text.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Any_place_of_any_text_can_be_completed_and_suggestions_replace_parts_of_it()
    {
        var store = new MemoryEventStore();
        var completion = new KqlCompletion(new StoreKqlSource(store, new Period(TimeRange.All)));
        var texts = from text in Gen.Elements(s_pieces).ListOf().Select(string.Concat)
                    from caret in Gen.Choose(0, text.Length)
                    select (text, caret);
        Prop.ForAll(texts.ToArbitrary(), one =>
        {
            // A store in memory answers at once.
            foreach (var suggestion in completion.CompleteAsync(one.text, one.caret, CancellationToken.None).AsTask().Result)
            {
                Assert.InRange(suggestion.Replaces.Start, 0, one.text.Length);
                Assert.InRange(suggestion.Replaces.End, suggestion.Replaces.Start, one.text.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static Gen<KqlNode> TreeOf(int depth)
    {
        var leaf = Gen.OneOf(
            Literal.Select(static value => (KqlNode)new KqlNode.Is(null, value)),
            from field in Literal from value in Literal select (KqlNode)new KqlNode.Is(field, value),
            from field in Literal
            from sign in Gen.Elements(KqlOperator.Less, KqlOperator.LessOrEqual, KqlOperator.Greater, KqlOperator.GreaterOrEqual)
            from value in Literal
            select (KqlNode)new KqlNode.Compare(field, sign, value));
        if (depth == 0) return leaf;
        var inner = TreeOf(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(static node => (KqlNode)new KqlNode.Not(node)),
            inner.ArrayOf(2).Select(static nodes => (KqlNode)new KqlNode.All(nodes)),
            inner.ArrayOf(3).Select(static nodes => (KqlNode)new KqlNode.Any(nodes)));
    }
}
