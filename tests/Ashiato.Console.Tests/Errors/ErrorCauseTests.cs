using System.Text.Json;
using Ashiato.Console.Errors;

namespace Ashiato.Console.Tests.Errors;

public class ErrorCauseTests
{
    [Fact]
    public void Library_frames_in_a_row_stand_together_and_own_ones_alone()
    {
        var cause = Assert.Single(Read("""
            {"error":{"exception":[{"type":"Broken","message":"It broke.","handled":false,"stacktrace":[
              {"function":"a","library_frame":true},{"function":"b","library_frame":true},
              {"function":"mine","filename":"api.go","module":"main","line":{"number":172,"context":"return err"},"context":{"pre":["if err != nil {"],"post":["}"]}},
              {"function":"c","library_frame":true}]}]}}
            """));

        Assert.Equal(("Broken", "It broke.", false), (cause.Type, cause.Message, cause.IsHandled));
        Assert.Equal([(true, 2), (false, 1), (true, 1)], cause.Frames.Select(group => (group.IsLibrary, group.Frames.Count)));
        var mine = cause.Frames[1].Frames[0];
        Assert.Equal("api.go:172", mine.Place);
        Assert.Equal([(171, "if err != nil {", false), (172, "return err", true), (173, "}", false)], mine.Source.Select(line => (line.Number, line.Text, line.IsIt)));
    }

    [Fact]
    public void A_stack_of_library_frames_alone_is_not_folded_away()
    {
        var cause = Assert.Single(Read("""{"error":{"exception":[{"message":"x","stacktrace":[{"function":"a","library_frame":true},{"function":"b","library_frame":true}]}]}}"""));

        Assert.Equal([false, false], cause.Frames.Select(group => group.IsLibrary));
    }

    [Fact]
    public void What_caused_it_and_what_was_logged_follow()
    {
        var causes = Read("""{"error":{"exception":[{"type":"A","message":"a"},{"type":"B","message":"b","parent":0}],"log":{"message":"it failed"}}}""");

        Assert.Equal([("A", "a"), ("B", "b"), (null, "it failed")], causes.Select(cause => (cause.Type, cause.Message)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"error":{"exception":"text"}}""")]
    [InlineData("""{"error":{"exception":[{"stacktrace":[{"line":5}]}]}}""")]
    public void A_document_of_another_shape_is_read_as_far_as_it_goes(string document) => Assert.NotNull(Read(document));

    private static IReadOnlyList<ErrorCause> Read(string document) => ErrorCause.Read(JsonElement.Parse(document));
}
