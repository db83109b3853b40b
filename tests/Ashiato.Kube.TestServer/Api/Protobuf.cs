using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>The few objects that <c>kubectl create</c> sends in protobuf.</summary>
/// <remarks>Source: Kubernetes' generated.proto of core/v1 and meta/v1; the envelope <c>k8s\0</c> with message <c>Unknown</c>.</remarks>
internal static class Protobuf
{
    private static ReadOnlySpan<byte> Magic => [0x6b, 0x38, 0x73, 0x00];

    public static JsonObject Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic)) throw ApiError.BadRequest("the body is not in Kubernetes' protobuf envelope");
        var unknown = Fields(body[4..]);
        var type = Fields(First(unknown, 1));
        string apiVersion = Text(type, 1), kind = Text(type, 2);
        var raw = Fields(First(unknown, 2));
        var item = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = Metadata(Fields(First(raw, 1))) };
        switch (kind)
        {
            case "Namespace":
                break;
            case "Secret":
                foreach (var (name, value) in Entries(raw, 2)) item.Child("data")[name] = Convert.ToBase64String(value);
                foreach (var (name, value) in Entries(raw, 4)) item.Child("stringData")[name] = Encoding.UTF8.GetString(value);
                item["type"] = Text(raw, 3) is { Length: > 0 } given ? given : "Opaque";
                break;
            case "ConfigMap":
                foreach (var (name, value) in Entries(raw, 2)) item.Child("data")[name] = Encoding.UTF8.GetString(value);
                foreach (var (name, value) in Entries(raw, 3)) item.Child("binaryData")[name] = Convert.ToBase64String(value);
                break;
            default:
                throw new ApiError(415, "UnsupportedMediaType", $"the body of the request was in an unsupported format: protobuf of {kind}");
        }
        return item;
    }

    private static JsonObject Metadata(List<(int Number, byte[] Value)> fields)
    {
        var metadata = new JsonObject();
        if (Text(fields, 1) is { Length: > 0 } name) metadata["name"] = name;
        if (Text(fields, 2) is { Length: > 0 } generated) metadata["generateName"] = generated;
        if (Text(fields, 3) is { Length: > 0 } ns) metadata["namespace"] = ns;
        foreach (var (label, value) in Entries(fields, 11)) metadata.Child("labels")[label] = Encoding.UTF8.GetString(value);
        foreach (var (annotation, value) in Entries(fields, 12)) metadata.Child("annotations")[annotation] = Encoding.UTF8.GetString(value);
        return metadata;
    }

    private static IEnumerable<(string Name, byte[] Value)> Entries(List<(int Number, byte[] Value)> fields, int number) =>
        fields.Where(field => field.Number == number).Select(field => Fields(field.Value)).Select(entry => (Text(entry, 1), First(entry, 2)));

    private static byte[] First(List<(int Number, byte[] Value)> fields, int number) => fields.FirstOrDefault(field => field.Number == number).Value ?? [];

    private static string Text(List<(int Number, byte[] Value)> fields, int number) => Encoding.UTF8.GetString(First(fields, number));

    private static List<(int Number, byte[] Value)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, byte[])>();
        while (!message.IsEmpty)
        {
            ulong tag = Varint(ref message);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref message);
                    break;
                case 2:
                    int length = (int)Varint(ref message);
                    fields.Add(((int)(tag >> 3), message[..length].ToArray()));
                    message = message[length..];
                    break;
                default:
                    throw ApiError.BadRequest("the protobuf message has a field of an unexpected kind");
            }
        }
        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = message[0];
            message = message[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
        throw ApiError.BadRequest("the protobuf message has a number that is too long");
    }
}
