namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Writes a statement without what differs from call to call, so that calls of one kind read the same.</summary>
/// <remarks>
/// Constants and parameters are <c>?</c>; equal elements of <c>IN (…)</c> and <c>ARRAY[…]</c> and equal rows of <c>VALUES</c> stand once; keywords are
/// capitals; names lose quotes that they do not need; comments are gone and white space is one way. A statement that was cut off ends with <c>…</c>.
/// What <c>NULL</c>, <c>TRUE</c> and <c>FALSE</c> mean after <c>IS</c> and <c>NOT</c> is shape, elsewhere they are values.
/// </remarks>
internal ref struct SqlFingerprint
{
    private ReadOnlySpan<byte> _keyword; // The last token, when it was one.
    private SqlTokenKind _last;
    private byte _lastSign;
    private bool _isStart;
    private bool _afterName; // The last token names something: what follows in parentheses are its columns or arguments.
    private bool _namesTable; // The last keyword was one that a table's name follows.
    private int _unarySignAt; // Where a sign stands that belongs to the next number; −1 for none.
    private ListFolding _lists;

    /// <summary>Writes the fingerprint of a statement.</summary>
    public static void Write(ReadOnlySpan<byte> statement, SqlDialect dialect, ref FingerprintText text)
    {
        var writer = new SqlFingerprint { _isStart = true, _last = SqlTokenKind.Sign, _unarySignAt = -1 };
        var whole = WithoutDots(statement);
        var tokens = new SqlTokenizer(whole, dialect);
        while (!text.IsFull && tokens.MoveNext()) writer.Add(tokens.Kind, tokens.Text, ref text);
        writer.End(tokens.IsCut || whole.Length < statement.Length, ref text);
    }

    /// <summary>Agents that cut a statement off may say so with dots.</summary>
    private static ReadOnlySpan<byte> WithoutDots(ReadOnlySpan<byte> statement) =>
        statement.EndsWith("…"u8) || statement.EndsWith("..."u8) ? statement[..^3] : statement;

    private void Add(SqlTokenKind kind, ReadOnlySpan<byte> token, ref FingerprintText text)
    {
        if (_lists.IsRows && _last == SqlTokenKind.Sign && _lastSign == ')' && !token.SequenceEqual(","u8)) EndRows(ref text);
        switch (kind)
        {
            case SqlTokenKind.Word:
                AddWord(token, ref text);
                break;
            case SqlTokenKind.QuotedName:
                AddName(Unquoted(token), ref text);
                break;
            case SqlTokenKind.Sign:
                AddSign(token, ref text);
                break;
            default:
                AddValue(ref text);
                break;
        }
    }

    private void AddWord(ReadOnlySpan<byte> word, ref FingerprintText text)
    {
        var keyword = _lastSign == '.' ? default : SqlKeywords.Find(word);
        if (keyword.IsEmpty)
        {
            AddName(word, ref text);
            return;
        }
        if (IsValue(keyword) && !(_keyword.SequenceEqual("IS"u8) || _keyword.SequenceEqual("NOT"u8)))
        {
            AddValue(ref text);
            return;
        }
        Space(ref text);
        text.Add(keyword);
        Remember(SqlTokenKind.Word);
        _keyword = keyword;
        _namesTable = keyword.SequenceEqual("INTO"u8) || keyword.SequenceEqual("TABLE"u8) || keyword.SequenceEqual("ON"u8) || keyword.SequenceEqual("REFERENCES"u8);
    }

    private static bool IsValue(ReadOnlySpan<byte> keyword) => keyword.SequenceEqual("NULL"u8) || keyword.SequenceEqual("TRUE"u8) || keyword.SequenceEqual("FALSE"u8);

    private void AddName(ReadOnlySpan<byte> name, ref FingerprintText text)
    {
        Space(ref text);
        text.Add(name);
        Remember(SqlTokenKind.QuotedName);
        _afterName = true;
    }

    private void AddValue(ref FingerprintText text)
    {
        // -5 is a value as 5 is.
        if (_unarySignAt >= 0) text.CutTo(_unarySignAt);
        else Space(ref text);
        text.Add((byte)'?');
        Remember(SqlTokenKind.Literal);
    }

    private void AddSign(ReadOnlySpan<byte> sign, ref FingerprintText text)
    {
        switch (sign[0])
        {
            case (byte)'(' or (byte)'[':
                Open(sign[0], ref text);
                return;
            case (byte)')' or (byte)']':
                _lists.EndElement(ref text);
                _lists.Close();
                text.Add(sign);
                break;
            case (byte)',':
                _lists.EndElement(ref text);
                text.Add(", "u8);
                _lists.BeginElement(text.Length);
                break;
            case (byte)'.' or (byte)';':
                text.Add(sign);
                break;
            default:
                AddOperator(sign, ref text);
                return;
        }
        Remember(SqlTokenKind.Sign, sign[0]);
    }

    private void AddOperator(ReadOnlySpan<byte> sign, ref FingerprintText text)
    {
        bool isCast = sign.SequenceEqual("::"u8);
        bool isUnary = sign.Length == 1 && sign[0] is (byte)'-' or (byte)'+' && !EndsOperand();
        if (!isCast) Space(ref text);
        int at = text.Length;
        text.Add(sign);
        // After a cast comes a type, without a space.
        Remember(SqlTokenKind.Sign, isCast ? (byte)'.' : sign[0]);
        if (isUnary) _unarySignAt = at;
    }

    private void Open(byte sign, ref FingerprintText text)
    {
        bool isList = _keyword.SequenceEqual("IN"u8) || _keyword.SequenceEqual("ANY"u8) || _keyword.SequenceEqual("ALL"u8) || _keyword.SequenceEqual("ARRAY"u8);
        if (_keyword.SequenceEqual("VALUES"u8) || _keyword.SequenceEqual("VALUE"u8))
        {
            Space(ref text);
            _lists.Open(text.Length, folds: true, isRows: true);
        }
        else if (sign == '(' && (!_afterName || _namesTable))
        {
            Space(ref text);
        }
        // A row within a list of rows is looked at as a whole.
        text.Add(sign);
        _lists.Open(text.Length, isList);
        Remember(SqlTokenKind.Sign, sign);
    }

    private void EndRows(ref FingerprintText text)
    {
        _lists.EndElement(ref text);
        _lists.Close();
    }

    private void Remember(SqlTokenKind kind, byte sign = 0)
    {
        bool isQualified = sign == '.';
        _keyword = default;
        _last = kind;
        _lastSign = sign;
        _isStart = false;
        _afterName = false;
        _unarySignAt = -1;
        if (kind != SqlTokenKind.QuotedName && !isQualified) _namesTable = false;
    }

    /// <summary>True when a value ends with the last token, so that a sign after it takes two.</summary>
    private readonly bool EndsOperand() => _last is SqlTokenKind.Literal or SqlTokenKind.QuotedName || _lastSign is (byte)')' or (byte)']';

    private readonly void Space(ref FingerprintText text)
    {
        // After a comma there is one already.
        if (!_isStart && _lastSign is not ((byte)'(' or (byte)'[' or (byte)'.' or (byte)',')) text.Add((byte)' ');
    }

    private void End(bool isCut, ref FingerprintText text)
    {
        if (_lists.IsRows)
        {
            EndRows(ref text);
        }
        else if (_lists.Depth > 0)
        {
            isCut = true;
            _lists.DropUnfinished(ref text);
        }
        int length = text.Written.TrimEnd("; ,"u8).Length;
        text.CutTo(length);
        if (isCut || text.IsFull) text.MarkCut();
    }

    /// <summary>A name without quotes, where it reads the same without them.</summary>
    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> quoted)
    {
        if (quoted.Length < 3) return quoted;
        var name = quoted[1..^1];
        if (!SqlBytes.IsWordStart(name[0]) || !SqlKeywords.Find(name).IsEmpty) return quoted;
        foreach (byte value in name)
            if (!SqlBytes.IsWordPart(value)) return quoted;
        return name;
    }
}
