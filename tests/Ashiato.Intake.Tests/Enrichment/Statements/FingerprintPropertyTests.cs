using System.Text;
using Ashiato.Intake.Enrichment.Statements;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Enrichment.Statements;

/// <summary>What holds of any statement, from a seed that is printed when it does not.</summary>
public sealed class FingerprintPropertyTests
{
    private static readonly string[] s_systems = ["", "mysql", "postgresql", "sqlite", "mssql", "oracle"];

    [Fact]
    public void The_same_statement_with_other_literals_has_the_same_fingerprint_and_another_shape_has_another()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            string system = s_systems[seed % s_systems.Length];
            var shape = new Shape(seed);
            string first = Of(shape.Write(new Random(seed + 1)), system), second = Of(shape.Write(new Random(seed + 2)), system);
            string other = Of(shape.WithAnotherCondition().Write(new Random(seed + 1)), system);

            Assert.True(first == second, $"Seed {seed}, {system}: '{first}' and '{second}'.");
            Assert.True(first != other, $"Seed {seed}, {system}: '{first}' twice.");
            Assert.True(first == Of(first, system), $"Seed {seed}, {system}: the fingerprint of '{first}' is '{Of(first, system)}'.");
        }
    }

    [Fact]
    public void Any_bytes_have_a_bounded_fingerprint()
    {
        byte[] signs = Encoding.UTF8.GetBytes("'\"`[]()$#-/*\\;:@?%{},.=<> \nqEN_1aIN VALUES…é");
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            byte[] statement = new byte[random.Next(200)];
            for (int i = 0; i < statement.Length; i++) statement[i] = random.Next(4) == 0 ? (byte)random.Next(256) : signs[random.Next(signs.Length)];
            foreach (string system in (string[])[.. s_systems, "redis", "mongodb"])
                Assert.InRange(Fingerprint.Write(statement, Encoding.UTF8.GetBytes(system), new byte[Fingerprint.MaxLength]), 0, Fingerprint.MaxLength);
        }
    }

    [Fact]
    public void A_statement_that_is_known_but_for_its_constants_has_the_fingerprint_that_taking_it_apart_gives()
    {
        string[] parts =
        [
            "SELECT ", "a", "t1", " FROM ", " WHERE ", " = ", "=", "5", "17", "0", "1.5", "-3", "1e5", "0x1F", "2fa", "$1", "$$", "$t$", ":1", ":n", "?", "?1", "@p", "@@v", "%s", "%(n)s", "%(", ")s", " % ", " / ",
            "'x'", "'it''s'", "'a\\'b'", "'", "''", "N'y'", "q'[a]'", "nq'{b}'", "_utf8'c'", "\"", "\"n 5\"", "\"o 6\"", "`m 7`", "`", "[x 8]", "[k 9]", "[1]", "[", "]", "[a']", "{", "(", ")", "(1,2)", "(3, 4, 5)", " IN ", " VALUES ", ",",
            "--", "-- 5\n", "/* 6 */", "/*", "*/", "# 7\n", "#t", ";", "...", "…", "\\", "\n", " ", "é", " IS ", "NULL", "::", "->", " LIMIT ",
        ];
        string[] constants = ["5", "17", "0", "'x'", "''", "'it''s'", "')s'", "'--'", "'/*'", "'*/'", "'q'", "'\"'", "'`'", "'$$'", "'#'", "'\n'", "'['", "']'", "'5 6'"];
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            using var texts = new Utf8Interner();
            using var known = new KnownStatements(texts);
            // Statements of one form, of which the constants differ, and some that differ by a part: many have the skeleton of another one.
            string?[] form = [.. Enumerable.Range(0, 3 + random.Next(9)).Select(_ => random.Next(3) > 0 ? parts[random.Next(parts.Length)] : null)];
            for (int i = 0; i < 40; i++)
            {
                string[] statement = [.. form.Select(part => part ?? constants[random.Next(constants.Length)])];
                if (random.Next(4) == 0) statement[random.Next(statement.Length)] = parts[random.Next(parts.Length)];
                string text = string.Concat(statement);
                int system = random.Next(s_systems.Length);

                int code = known.Find(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(s_systems[system]), system);

                string found = code < 0 ? "" : Encoding.UTF8.GetString(texts.TextAt(code)), expected = Of(text, s_systems[system]);
                Assert.True(expected == found, $"Seed {seed}, {s_systems[system]}: {text} is '{expected}', and was taken for '{found}'.");
            }
        }
    }

    [Theory]
    [InlineData("SELECT * FROM t1 WHERE a = 17 AND b='it''s'", "SELECT * FROM t1 WHERE a = 0 AND b=''''")]
    [InlineData("UPDATE \"t 5\" SET `c 6` = $1, d = [e 7] LIMIT 10,20", "UPDATE \"t 5\" SET `c 6` = $1, d = [e 7] LIMIT 0,0")]
    [InlineData("VALUES (1,-2, 3.5, 1e5, 0x1F, :4, @5)", "VALUES (0,-0, 3.5, 1e5, 0x1F, :4, @5)")]
    [InlineData("SELECT 'it\\'s'", "")]
    [InlineData("SELECT 1 -- it's\n, 'x'", "")]
    [InlineData("SELECT 1 /* it's */, 'x'", "")]
    [InlineData("SELECT 1 # it's\n, 'x'", "")]
    [InlineData("SELECT a %(1), ')s'", "")]
    [InlineData("SELECT $$it's$$", "")]
    [InlineData("SELECT q'[it's]', 'x'", "")]
    [InlineData("SELECT [it's]", "")]
    [InlineData("SELECT [a]]'b'", "")]
    [InlineData("SELECT 'cut o", "")]
    public void A_skeleton_lacks_only_what_is_a_constant_in_every_dialect(string statement, string skeleton)
    {
        var buffer = new byte[200];
        int length = SqlSkeleton.Write(Encoding.UTF8.GetBytes(statement), buffer);

        Assert.Equal(skeleton, Encoding.UTF8.GetString(buffer, 0, length));
    }

    private static string Of(string statement, string system)
    {
        var buffer = new byte[Fingerprint.MaxLength];
        int length = Fingerprint.Write(Encoding.UTF8.GetBytes(statement), Encoding.UTF8.GetBytes(system), buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>A statement of which only the literals, the lengths of lists, the white space and the letter case of keywords are still open.</summary>
    private sealed record Shape(int Seed, string? Extra = null)
    {
        public Shape WithAnotherCondition() => this with { Extra = " AND another_column = 1" };

        public string Write(Random literals)
        {
            var shape = new Random(Seed);
            string gap = literals.Next(2) == 0 ? " " : "\n  ";
            string text = shape.Next(3) switch
            {
                0 => $"SELECT a, b{gap}FROM t{shape.Next(9)} WHERE",
                1 => $"update t{shape.Next(9)} SET a = {Literal(literals)}{gap}where",
                _ => $"DELETE{gap}FROM t{shape.Next(9)} WHERE",
            };
            string[] conditions = [.. Enumerable.Range(0, 1 + shape.Next(4)).Select(i => Condition(shape.Next(4), $"c{i}", literals))];
            return $"{text} {string.Join($"{gap}AND ", conditions)}{Extra} /* request {literals.Next()} */";
        }

        private static string Condition(int kind, string column, Random literals) => kind switch
        {
            0 => $"{column} = {Literal(literals)}",
            1 => $"{column} IN ({string.Join(",", Enumerable.Range(0, 1 + literals.Next(5)).Select(_ => Literal(literals)))})",
            2 => $"lower({column}) LIKE {Literal(literals)}",
            _ => $"{column} BETWEEN {Literal(literals)} AND {Literal(literals)}",
        };

        private static string Literal(Random literals) => literals.Next(7) switch
        {
            0 => literals.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => $"-{literals.Next()}.5",
            2 => $"'text {literals.Next()}'",
            3 => "'it''s'",
            4 => "?",
            5 => "''",
            _ => "1e-9",
        };
    }
}
