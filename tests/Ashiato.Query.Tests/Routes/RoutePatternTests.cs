using Ashiato.Query.Routes;

namespace Ashiato.Query.Tests.Routes;

public class RoutePatternTests
{
    [Theory]
    [InlineData("/items/{id}.json", "/items/12.json", true)]
    [InlineData("/items/{id}.json", "/items/12xjson", false)]
    [InlineData("/items/{id}.json", "/items/a/b.json", false)]
    [InlineData("/items/{id}.json", "/v1/items/12.json", false)]
    [InlineData("/users/:id/orders", "/users/me/orders", true)]
    [InlineData("/static/*", "/static/js/app.js", true)]
    [InlineData("/static/*", "/public/static/app.js", false)]
    [InlineData(@"/items/\d+\.json", "/items/12.json", true)]
    [InlineData(@"/items/\d+\.json", "/v1/items/12.json", true)]
    [InlineData("^/items/[0-9]{2}$", "/items/12", true)]
    [InlineData("^/items/[0-9]{2}$", "/items/123", false)]
    [InlineData("/items/.*", "/items/x/y", true)]
    public void A_path_fits_or_not(string pattern, string path, bool fits)
    {
        Assert.True(RoutePattern.TryRead(pattern, out var read, out _));
        Assert.Equal(fits, read.Fits(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/items/(")]
    [InlineData(@"(a)\1")]
    public void What_is_no_pattern_is_told_why(string pattern)
    {
        Assert.False(RoutePattern.TryRead(pattern, out _, out var problem));
        Assert.NotEmpty(problem.ToString());
    }

    [Fact]
    public void What_alp_takes_is_split_at_its_commas() =>
        Assert.Equal([@"/items/\d{1,3}", "/users/[a,b]", "/x"], RoutePattern.Split(@"/items/\d{1,3}, /users/[a,b],,/x"));
}
