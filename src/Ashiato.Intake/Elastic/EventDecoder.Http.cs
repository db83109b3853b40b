using System.Text;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>HTTP headers, addresses and URLs.</content>
internal sealed partial class EventDecoder
{
    private static readonly Field[] s_requestUrl =
        [Fields.UrlOriginal, Fields.UrlFull, Fields.UrlScheme, Fields.UrlDomain, Fields.UrlPort, Fields.UrlPath, Fields.UrlQuery, Fields.UrlFragment];

    /// <summary>Of more names the merger finds out which are the same; comparing each with each would take too long.</summary>
    private const int MostComparedHeaders = 64;

    private const int MostUserAgentBytes = 4_096;

    private readonly List<(int Start, int Length)> _headerNames = [];

    public bool ReadHeaders(ref JsonCursor reader, Member member) => ReadHeaders(ref reader, member, isRequest: false, flattensSingles: true);

    public bool ReadRequestHeaders(ref JsonCursor reader, Member member) => ReadHeaders(ref reader, member, isRequest: true, flattensSingles: true);

    public bool ReadMessageHeaders(ref JsonCursor reader, Member member) => ReadHeaders(ref reader, member, isRequest: false, flattensSingles: false);

    private bool ReadHeaders(ref JsonCursor reader, Member member, bool isRequest, bool flattensSingles)
    {
        Expect(ref reader, JsonTokenType.StartObject, member, "an object");
        _json.Clear();
        _json.Add((byte)'{');
        _headerNames.Clear();
        bool hasAny = false, isRepeated = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Span<byte> name = JsonText.Read(ref reader, _text).ToArray();
            Names.Canonicalise(name);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            hasAny = true;
            var remembered = isRequest ? SlotOfHeader(name) : null;
            int before = _json.Length;
            if (before > 1) _json.Add((byte)',');
            int start = _json.Length;
            JsonText.Write(name, _json);
            int length = _json.Length - start;
            _json.Add((byte)':');
            if (!CopyHeader(ref reader, member, remembered, flattensSingles))
            {
                _json.Truncate(before);
                continue;
            }
            isRepeated |= IsKnownHeader(start, length);
            _headerNames.Add((start, length));
        }
        bool hasContent = _json.Length > 1;
        _json.Add((byte)'}');
        if (isRepeated) MergeHeaders();
        if (hasContent && member.Field is { } field) _builder.Set(field, _json.Written);
        return hasAny;
    }

    private bool IsKnownHeader(int start, int length)
    {
        if (_headerNames.Count >= MostComparedHeaders) return true;
        foreach (var (before, beforeLength) in _headerNames)
            if (beforeLength == length && _json[before..(before + length)].SequenceEqual(_json[start..(start + length)])) return true;
        return false;
    }

    /// <summary>Names that differ in capitals only are one header, which has the values of all.</summary>
    private void MergeHeaders()
    {
        using var headers = JsonDocument.Parse(_json.Written.ToArray());
        var merged = new OrderedDictionary<string, (bool IsList, List<string> Values)>();
        foreach (var header in headers.RootElement.EnumerateObject())
        {
            bool isList = header.Value.ValueKind == JsonValueKind.Array, isKnown = merged.TryGetValue(header.Name, out var before);
            var values = isKnown ? before.Values : [];
            if (isList) values.AddRange(header.Value.EnumerateArray().Select(static value => value.GetString()!));
            else values.Add(header.Value.GetString()!);
            merged[header.Name] = (isList || isKnown, values);
        }
        _json.Clear();
        foreach (var (name, (isList, values)) in merged)
        {
            _json.Add(_json.Length == 0 ? (byte)'{' : (byte)',');
            JsonText.Write(Encoding.UTF8.GetBytes(name), _json);
            _json.Add((byte)':');
            if (isList) _json.Add((byte)'[');
            for (int i = 0; i < values.Count; i++)
            {
                if (i > 0) _json.Add((byte)',');
                JsonText.Write(Encoding.UTF8.GetBytes(values[i]), _json);
            }
            if (isList) _json.Add((byte)']');
        }
        _json.Add((byte)'}');
    }

    /// <summary>A header is a string or a list of strings. One value stands alone, several as a list.</summary>
    private bool CopyHeader(ref JsonCursor reader, Member member, Slot? remembered, bool flattensSingles)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = JsonText.Read(ref reader, _text);
            if (remembered is { } slot) RememberAnother(slot, text);
            if (!flattensSingles) _json.Add((byte)'[');
            JsonText.Write(text, _json);
            if (!flattensSingles) _json.Add((byte)']');
            return true;
        }
        Expect(ref reader, JsonTokenType.StartArray, member, "strings or lists of strings");
        int start = _json.Length;
        int count = 0;
        _json.Add((byte)'[');
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.String, member, "strings or lists of strings");
            var text = JsonText.Read(ref reader, _text);
            if (count++ > 0) _json.Add((byte)',');
            JsonText.Write(text, _json);
            if (remembered is { } one) RememberAnother(one, text);
        }
        if (count == 1 && flattensSingles)
        {
            byte[] only = _json.Written[(start + 1)..].ToArray();
            _json.Truncate(start);
            _json.Add(only);
        }
        else
        {
            _json.Add((byte)']');
        }
        return count > 0;
    }

    /// <summary>Several user agents are one text; of the other headers the first value counts.</summary>
    private void RememberAnother(Slot slot, ReadOnlySpan<byte> text)
    {
        if (!Has(slot)) Remember(slot, text);
        else if (slot == Slot.UserAgent && TextIn(slot).Length < MostUserAgentBytes) Remember(slot, (byte[])[.. TextIn(slot), (byte)',', (byte)' ', .. text]);
    }

    private static Slot? SlotOfHeader(ReadOnlySpan<byte> name) => name.Length switch
    {
        9 when name.SequenceEqual("Forwarded"u8) => Slot.Forwarded,
        9 when name.SequenceEqual("X-Real-Ip"u8) => Slot.RealIp,
        10 when name.SequenceEqual("User-Agent"u8) => Slot.UserAgent,
        15 when name.SequenceEqual("X-Forwarded-For"u8) => Slot.ForwardedFor,
        _ => null,
    };

    /// <summary>Who called, as the request of a transaction or error says it.</summary>
    private void CompleteRequest()
    {
        if (Has(Slot.UserAgent)) _builder.Set(Fields.UserAgentOriginal, TextIn(Slot.UserAgent));
        // The page stands in where the event does not say which URL was requested.
        if (Has(Slot.PageUrl) && !s_requestUrl.Any(_builder.Has)) Bridge.SetPage(TextIn(Slot.PageUrl));
        // Of the reader of a page, the connection itself says where it is.
        if (!Stream!.KnowsClient && !_hasShortNames) CompleteClient();
    }

    private void CompleteClient()
    {
        bool hasPeer = ClientAddress.TryParse(TextIn(Slot.RemoteAddress), out var peer);
        bool isForwarded = ClientAddress.TryFromHeaders(TextIn(Slot.Forwarded), TextIn(Slot.RealIp), TextIn(Slot.ForwardedFor), out var client);
        if (!isForwarded && !hasPeer) return;
        if (!isForwarded) client = peer;
        else if (hasPeer) _builder.Set(Fields.SourceNatIp, peer.Text());
        _builder.Set(Fields.ClientIp, client.Text());
        _builder.Set(Fields.SourceIp, client.Text());
        if (client.Port == 0) return;
        _builder.Set(Fields.SourcePort, (long)client.Port);
        // The port of a socket is that of whoever holds it, a proxy perhaps; one in a header is the client's.
        if (isForwarded) _builder.Set(Fields.ClientPort, (long)client.Port);
    }
}
