using Ashiato.Console.Assets;

namespace Ashiato.Console.Tests.Assets;

public sealed class ModuleSourceTests
{
    [Fact]
    public void What_a_module_imports_becomes_what_another_modules_constant_holds()
    {
        var module = ModuleSource.Read("traces/axis.js", "import { part, press as push } from './dom.js';\nimport uPlot from '../lib/uPlot.js';\nimport './tip.js';\nrun();");

        Assert.Equal(["traces/dom.js", "lib/uPlot.js", "traces/tip.js"], module.Imports);
        Assert.Equal(["const { part, press: push } = $traces_dom_js;", "const { default: uPlot } = $lib_uPlot_js;", "", "run();"], module.Lines);
    }

    [Fact]
    public void What_a_module_exports_is_known_by_its_names_inside_and_outside()
    {
        var module = ModuleSource.Read("js/a.js", "export const most = 3;\nexport async function ask() {}\nexport class Bar extends Foo {\n}\nexport { inside as outside, same };\nexport {};");

        Assert.Equal([("most", "most"), ("ask", "ask"), ("Bar", "Bar"), ("inside", "outside"), ("same", "same")], module.Exports);
        Assert.Equal(["const most = 3;", "async function ask() {}", "class Bar extends Foo {", "}", "", ""], module.Lines);
    }

    [Fact]
    public void Code_in_a_comment_stays_in_it()
    {
        var module = ModuleSource.Read("js/a.js", "/*\nexport function gone() {\n}\n*/\n/** @typedef {import('./types.js').Row} Row */\nexport function there() {}");

        Assert.Equal([("there", "there")], module.Exports);
        Assert.Empty(module.Imports);
    }

    [Theory]
    [InlineData("export let count = 0;")]
    [InlineData("export * from './b.js';")]
    [InlineData("import * as all from './b.js';")]
    [InlineData("export default class {}")]
    public void A_form_that_is_not_understood_is_refused_by_name(string line)
    {
        var refused = Assert.Throws<InvalidDataException>(() => ModuleSource.Read("js/a.js", line));

        Assert.Contains("'js/a.js'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(line, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("js/a.js", "./b.js", "js/b.js")]
    [InlineData("js/a.js", "../traces/b.js", "traces/b.js")]
    public void Relative_names_are_those_of_files(string from, string name, string path) => Assert.Equal(path, AssetFiles.Resolve(from, name));
}
