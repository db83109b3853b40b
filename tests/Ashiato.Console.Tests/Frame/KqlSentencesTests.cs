using System.Globalization;
using Ashiato.Console.Frame;
using Ashiato.Query.Kql;

namespace Ashiato.Console.Tests.Frame;

public sealed class KqlSentencesTests
{
    private static IEnumerable<KqlProblem> All =>
        from kind in Enum.GetValues<KqlProblemKind>()
        from expected in Enum.GetValues<KqlExpectation>()
        select kind is KqlProblemKind.EndsEarly or KqlProblemKind.Unexpected or KqlProblemKind.UnexpectedBesideValue ? new KqlProblem(kind, expected, "found") : new KqlProblem(kind, "one", 2, 3);

    [Fact]
    public void Pages_in_english_say_what_the_api_says() => In("en", () => Assert.All(All, problem => Assert.Equal(problem.ToString(), KqlSentences.Of(problem))));

    [Fact]
    public void Every_problem_has_a_sentence_of_its_own_on_pages_in_japanese() => In("ja", () =>
    {
        Assert.All(All, problem => Assert.Matches("[ぁ-ん].*。$", KqlSentences.Of(problem)));
        Assert.Equal(All.Select(problem => problem.ToString()).Distinct().Count(), All.Select(KqlSentences.Of).Distinct().Count());
    });

    private static void In(string language, Action check)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            check();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
