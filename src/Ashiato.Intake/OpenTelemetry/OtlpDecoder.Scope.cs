using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>The library that a record comes from, decoded once and lent to each of its records.</content>
internal sealed partial class OtlpDecoder
{
    private readonly Lends _scopeLends = new();
    private readonly ByteBuffer _scopeDataset = new();

    private void BeginScope(ReadOnlySpan<byte> scopes)
    {
        EndRun();
        _scopeDataset.Clear();
        _scopeLends.Clear();
        bool hasScope = false;
        var reader = new ProtoReader(scopes);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Scopes.Scope) hasScope |= ReadScope(reader.ReadBytes());
            // Records come behind the scope, save from senders that nobody has seen yet: they would have to be passed over twice.
            else if (tag == Tags.Scopes.Records && hasScope) break;
            else reader.Skip(tag);
        }
        if (!hasScope) return;
        _lending.EndRow();
        _scopeLends.Take(_lending.Build());
        ForgetCodes();
    }

    /// <summary>Reads a scope; its attributes only matter when they choose a data stream.</summary>
    private bool ReadScope(ReadOnlySpan<byte> scope)
    {
        ReadOnlySpan<byte> name = default, version = default;
        int count = 0;
        var reader = new ProtoReader(scope);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Scope.Name:
                    name = Utf8Text.Valid(reader.ReadBytes());
                    break;
                case Tags.Scope.Version:
                    version = Utf8Text.Valid(reader.ReadBytes());
                    break;
                case Tags.Scope.Attributes when count++ < MaxAttributes:
                    var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
                    var attribute = _attributes.Find(key).Name;
                    if (attribute == AttributeName.Dataset) DataStreams.Clean(value.Bytes, DataStreams.DatasetForbidden, _scopeDataset);
                    else if (attribute == AttributeName.Namespace) SetNamespace(_lending, value.Bytes);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        if (!name.IsEmpty)
        {
            _lending.Set(Fields.ServiceFrameworkName, Utf8Text.Cut(name));
            _lending.Set(Fields.ServiceFrameworkVersion, Utf8Text.Cut(version));
        }
        return true;
    }
}
