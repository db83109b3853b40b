using System.Text.Json.Nodes;
using Ashiato.Console.Assets;

namespace Ashiato.Console.Tests.Assets;

public sealed class SourceMapTests
{
    [Fact]
    public void Each_line_leads_to_its_line_in_its_file()
    {
        var map = new SourceMap("js/frame.js");
        map.Skip(2);
        map.Add("js/tip.js", "a\nb\nc", 3);
        map.Skip(1);
        map.Add("traces/dom.js", "d\ne", 2);

        var json = JsonNode.Parse(map.ToString())!;

        // Of ECMA-426: "A" is 0, "C" is 1, "F" is -2.
        Assert.Equal(";;AAAA;AACA;AACA;;ACFA;AACA;", json["mappings"]!.GetValue<string>());
        Assert.Equal(["../js/tip.js", "../traces/dom.js"], json["sources"]!.AsArray().Select(source => source!.GetValue<string>()));
        Assert.Equal(["a\nb\nc", "d\ne"], json["sourcesContent"]!.AsArray().Select(text => text!.GetValue<string>()));
    }

    [Fact]
    public void A_long_way_back_takes_more_than_one_digit()
    {
        var map = new SourceMap("a.js");
        map.Add("b.js", string.Join('\n', new string[20]), 20);
        map.Add("c.js", "", 1);

        // 19 lines back: 39 with its sign, of which the lower five bits are 7, and more follow.
        Assert.EndsWith(";ACnBA;", JsonNode.Parse(map.ToString())!["mappings"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
