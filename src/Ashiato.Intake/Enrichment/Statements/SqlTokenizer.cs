namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Takes a statement apart without allocating. Comments and white space are passed over.</summary>
/// <remarks>
/// It never fails: a statement that an agent has cut off, or that is no SQL at all, still gives tokens, and every byte is looked at a bounded
/// number of times.
/// </remarks>
internal ref struct SqlTokenizer(ReadOnlySpan<byte> statement, SqlDialect dialect)
{
    private readonly ReadOnlySpan<byte> _statement = statement;
    private int _at;

    /// <summary>What the current token is.</summary>
    public SqlTokenKind Kind { get; private set; }

    /// <summary>The current token as it stands in the statement.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>True when the statement ended inside a text, name or comment.</summary>
    public bool IsCut { get; private set; }

    public bool MoveNext()
    {
        SkipBlank();
        if (_at >= _statement.Length) return false;
        int start = _at;
        Kind = Read();
        Text = _statement[start.._at];
        return true;
    }

    private readonly byte Peek(int ahead = 0) => _at + ahead < _statement.Length ? _statement[_at + ahead] : (byte)0;

    private SqlTokenKind Read()
    {
        byte first = Peek();
        if (SqlBytes.IsWordStart(first)) return ReadWord();
        if (SqlBytes.IsDigit(first) || (first == '.' && SqlBytes.IsDigit(Peek(1)))) return ReadNumber();
        switch (first)
        {
            case (byte)'\'':
                ReadQuoted((byte)'\'', dialect.BackslashEscapes);
                return SqlTokenKind.Literal;
            case (byte)'"':
                ReadQuoted((byte)'"', dialect.DoubleQuotesAreTexts && dialect.BackslashEscapes);
                return dialect.DoubleQuotesAreTexts ? SqlTokenKind.Literal : SqlTokenKind.QuotedName;
            case (byte)'`':
                ReadQuoted((byte)'`', isEscaped: false);
                return SqlTokenKind.QuotedName;
            case (byte)'[' when dialect.BracketNames && SqlBytes.IsWordStart(Peek(1)):
                ReadQuoted((byte)']', isEscaped: false);
                return SqlTokenKind.QuotedName;
            case (byte)'$' when dialect.DollarTexts && TryReadDollarText():
                return SqlTokenKind.Literal;
            default:
                return ReadSign(first);
        }
    }

    private SqlTokenKind ReadWord()
    {
        int start = _at++;
        while (SqlBytes.IsWordPart(Peek())) _at++;
        byte quote = Peek();
        if (quote == '\'' && IsTextPrefix(_statement[start.._at])) return ReadPrefixedText(_statement[start]);
        if (quote == '&' && Peek(1) == '\'' && _at - start == 1 && (_statement[start] | 0x20) == 'u')
        {
            _at++;
            ReadQuoted((byte)'\'', isEscaped: false);
            return SqlTokenKind.Literal;
        }
        return SqlTokenKind.Word;
    }

    /// <summary><c>N'…'</c>, <c>E'…'</c>, <c>X'…'</c>, <c>B'…'</c>, Oracle's <c>q'…'</c>, and MySQL's <c>_utf8mb4'…'</c>.</summary>
    private readonly bool IsTextPrefix(ReadOnlySpan<byte> word) =>
        word[0] == '_' || (word.Length == 1 && (word[0] | 0x20) is 'n' or 'e' or 'x' or 'b' or 'q') || (word.Length == 2 && dialect.QuotingTexts && (word[1] | 0x20) == 'q');

    private SqlTokenKind ReadPrefixedText(byte prefix)
    {
        if (dialect.QuotingTexts && (_statement[_at - 1] | 0x20) == 'q') ReadOracleText();
        else ReadQuoted((byte)'\'', dialect.BackslashEscapes || (prefix | 0x20) == 'e');
        return SqlTokenKind.Literal;
    }

    private void ReadOracleText()
    {
        byte open = Peek(1);
        byte close = open switch { (byte)'[' => (byte)']', (byte)'(' => (byte)')', (byte)'{' => (byte)'}', (byte)'<' => (byte)'>', _ => open };
        ReadUntil(_at + 2, [close, (byte)'\'']);
    }

    private void ReadQuoted(byte quote, bool isEscaped)
    {
        _at++;
        while (true)
        {
            var rest = _statement[_at..];
            int next = isEscaped ? rest.IndexOfAny(quote, (byte)'\\') : rest.IndexOf(quote);
            if (next < 0 || (rest[next] == '\\' && next + 1 >= rest.Length))
            {
                End();
                return;
            }
            // A doubled quote, and what follows a backslash, is part of the text.
            bool isOver = rest[next] == quote && !(next + 1 < rest.Length && rest[next + 1] == quote);
            _at += next + (isOver ? 1 : 2);
            if (isOver) return;
        }
    }

    private bool TryReadDollarText()
    {
        int end = 1;
        while (SqlBytes.IsWordPart(Peek(end)) && Peek(end) != '$') end++;
        if (Peek(end) != '$' || SqlBytes.IsDigit(Peek(1))) return false;
        var tag = _statement.Slice(_at, end + 1);
        ReadUntil(_at + tag.Length, tag);
        return true;
    }

    private void ReadUntil(int from, scoped ReadOnlySpan<byte> end)
    {
        int found = from <= _statement.Length ? _statement[from..].IndexOf(end) : -1;
        if (found < 0) End();
        else _at = from + found + end.Length;
    }

    private SqlTokenKind ReadNumber()
    {
        int start = _at;
        while (SqlBytes.IsWordPart(Peek()) || Peek() == '.')
        {
            bool isExponent = (Peek() | 0x20) == 'e' && _at > start && !IsHexadecimal(start);
            _at++;
            if (isExponent && Peek() is (byte)'+' or (byte)'-' && SqlBytes.IsDigit(Peek(1))) _at++;
        }
        // A name may begin with a digit: `2fa_tokens`. It has a letter that no number has.
        return IsNumber(_statement[start.._at]) ? SqlTokenKind.Literal : SqlTokenKind.Word;
    }

    private readonly bool IsHexadecimal(int start) => _statement[start] == '0' && start + 1 < _statement.Length && (_statement[start + 1] | 0x20) == 'x';

    private static bool IsNumber(ReadOnlySpan<byte> text) =>
        text.Length > 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'b' or 'o'
            ? text[2..].IndexOfAnyExcept(SqlBytes.HexadecimalDigits) < 0
            : text.IndexOfAnyExcept(SqlBytes.NumberParts) < 0;

    private SqlTokenKind ReadSign(byte first)
    {
        byte next = Peek(1);
        switch (first)
        {
            case (byte)'?' when next is not ((byte)'|' or (byte)'&'):
            case (byte)'$' when SqlBytes.IsDigit(next):
            case (byte)':' when SqlBytes.IsWordStart(next) || SqlBytes.IsDigit(next):
            case (byte)'@' when SqlBytes.IsWordStart(next):
                _at++;
                while (SqlBytes.IsWordPart(Peek())) _at++;
                return SqlTokenKind.Placeholder;
            case (byte)'@' when next == '@' && SqlBytes.IsWordStart(Peek(2)):
                _at += 2;
                while (SqlBytes.IsWordPart(Peek()) || Peek() == '.') _at++;
                return SqlTokenKind.Word;
            case (byte)'%' when next == 's' && !SqlBytes.IsWordPart(Peek(2)):
                _at += 2;
                return SqlTokenKind.Placeholder;
            case (byte)'%' when next == '(' && _statement[_at..].IndexOf(")s"u8) is > 0 and var end:
                _at += end + 2;
                return SqlTokenKind.Placeholder;
            case (byte)'#' when SqlBytes.IsWordStart(next): // A temporary table of SQL Server.
                _at++;
                while (SqlBytes.IsWordPart(Peek())) _at++;
                return SqlTokenKind.Word;
            default:
                _at += SqlBytes.SignLength(_statement[_at..]);
                return SqlTokenKind.Sign;
        }
    }

    private void SkipBlank()
    {
        while (_at < _statement.Length)
        {
            byte next = Peek();
            if (next <= ' ') _at++;
            else if (next == '-' && Peek(1) == '-' && (!dialect.DashesNeedSpace || Peek(2) <= ' ')) SkipLine();
            else if (next == '#' && dialect.HashComments) SkipLine();
            else if (next == '/' && Peek(1) == '*') SkipComment();
            else return;
        }
    }

    private void SkipLine()
    {
        int end = _statement[_at..].IndexOf((byte)'\n');
        _at = end < 0 ? _statement.Length : _at + end + 1;
    }

    private void SkipComment()
    {
        int depth = 1;
        _at += 2;
        while (true)
        {
            var rest = _statement[_at..];
            int next = rest.IndexOfAny((byte)'*', (byte)'/');
            if (next < 0 || next + 1 >= rest.Length)
            {
                End();
                return;
            }
            bool closes = rest[next] == '*' && rest[next + 1] == '/';
            bool opens = dialect.NestedComments && rest[next] == '/' && rest[next + 1] == '*';
            _at += next + (closes || opens ? 2 : 1);
            if (opens) depth++;
            if (closes && --depth == 0) return;
        }
    }

    private void End()
    {
        _at = _statement.Length;
        IsCut = true;
    }
}
