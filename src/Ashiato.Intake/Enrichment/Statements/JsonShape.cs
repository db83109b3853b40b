using System.Buffers;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Writes a request in JSON, as to MongoDB or Elasticsearch, without its values: names stay, values are <c>?</c>.</summary>
/// <remarks>
/// Equal elements of an array stand once. The first value of the outermost object stays when it is a text: a command of MongoDB names its
/// collection there. What is no JSON is written as far as it can be read.
/// </remarks>
internal static class JsonShape
{
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(",]} \r\n\t"u8);

    public static void Write(ReadOnlySpan<byte> json, ref FingerprintText text)
    {
        var lists = new ListFolding();
        bool isFirstValue = true, isCut = false;
        int at = 0;
        while (at < json.Length && !text.IsFull)
        {
            byte next = json[at];
            switch (next)
            {
                case <= (byte)' ':
                    at++;
                    break;
                case (byte)'"':
                    int end = EndOfText(json, at);
                    isCut = end == json.Length && (end - at < 2 || json[end - 1] != '"');
                    bool isName = IsName(json, end);
                    if (isName || isFirstValue) text.Add(json[at..end]);
                    else text.Add((byte)'?');
                    isFirstValue &= isName;
                    at = end;
                    break;
                case (byte)'{' or (byte)'[':
                    text.Add(next);
                    isFirstValue &= lists.Depth == 0;
                    lists.Open(text.Length, next == '[');
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    lists.EndElement(ref text);
                    lists.Close();
                    text.Add(next);
                    at++;
                    break;
                case (byte)',':
                    lists.EndElement(ref text);
                    text.Add((byte)',');
                    lists.BeginElement(text.Length);
                    at++;
                    break;
                case (byte)':':
                    text.Add(next);
                    at++;
                    break;
                default:
                    int length = json[at..].IndexOfAny(s_ends);
                    text.Add((byte)'?');
                    isFirstValue = false;
                    at = length < 0 ? json.Length : at + Math.Max(1, length);
                    break;
            }
        }
        if (lists.Depth > 0) lists.DropUnfinished(ref text);
        if (isCut || lists.Depth > 0 || text.IsFull) text.MarkCut();
    }

    private static int EndOfText(ReadOnlySpan<byte> json, int start)
    {
        int at = start + 1;
        while (at < json.Length && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
        return Math.Min(json.Length, at + 1);
    }

    private static bool IsName(ReadOnlySpan<byte> json, int end)
    {
        while (end < json.Length && json[end] <= ' ') end++;
        return end < json.Length && json[end] == ':';
    }
}
