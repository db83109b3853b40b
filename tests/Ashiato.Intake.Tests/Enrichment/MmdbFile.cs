using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Ashiato.Intake.Tests.Enrichment;

/// <summary>Writes a small database file in the MaxMind DB format: IPv4 addresses, 24-bit records.</summary>
/// <remarks>Source: "MaxMind DB File Format Specification" 2.0.</remarks>
internal static class MmdbFile
{
    public static void Write(string path, params (string Address, Dictionary<string, object> Record)[] places)
    {
        var data = new MemoryStream();
        var leaves = new List<(uint Address, int Offset)>();
        foreach (var (address, record) in places)
        {
            leaves.Add((BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(address).GetAddressBytes()), (int)data.Length));
            WriteValue(data, record);
        }
        using var file = File.Create(path);
        var nodes = TreeOf(leaves);
        foreach (int record in nodes.SelectMany(node => node))
        {
            // Not found is the number of nodes; data lie 16 bytes behind it.
            int value = record == Empty ? nodes.Count : record >= 0 ? record : nodes.Count + 16 + ~record;
            file.Write([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }
        file.Write(new byte[16]);
        data.WriteTo(file);
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        WriteValue(file, new Dictionary<string, object>
        {
            ["node_count"] = (uint)nodes.Count,
            ["record_size"] = (ushort)24,
            ["ip_version"] = (ushort)4,
            ["database_type"] = "Ashiato-Test-City",
            ["languages"] = new List<object> { "en" },
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = 1_700_000_000UL,
            ["description"] = new Dictionary<string, object> { ["en"] = "Made by a test" },
        });
    }

    private const int Empty = int.MinValue;

    /// <summary>Nodes of two records: a node, data (complement of the offset), or nothing.</summary>
    private static List<int[]> TreeOf(List<(uint Address, int Offset)> leaves)
    {
        List<int[]> nodes = [[Empty, Empty]];
        foreach (var (address, offset) in leaves)
        {
            int node = 0;
            for (int bit = 31; bit > 0; bit--)
            {
                ref int next = ref nodes[node][(address >> bit) & 1];
                if (next == Empty)
                {
                    next = nodes.Count;
                    nodes.Add([Empty, Empty]);
                }
                node = next;
            }
            nodes[node][address & 1] = ~offset;
        }
        return nodes;
    }

    private static void WriteValue(Stream target, object value)
    {
        switch (value)
        {
            case Dictionary<string, object> map:
                WriteControl(target, 7, map.Count);
                foreach (var (name, member) in map)
                {
                    WriteValue(target, name);
                    WriteValue(target, member);
                }
                break;
            case List<object> list:
                WriteControl(target, 11, list.Count);
                foreach (object item in list) WriteValue(target, item);
                break;
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                WriteControl(target, 2, utf8.Length);
                target.Write(utf8);
                break;
            case double number:
                WriteControl(target, 3, 8);
                WriteBigEndian(target, BitConverter.DoubleToUInt64Bits(number), 8);
                break;
            case ushort number:
                WriteControl(target, 5, 2);
                WriteBigEndian(target, number, 2);
                break;
            case uint number:
                WriteControl(target, 6, 4);
                WriteBigEndian(target, number, 4);
                break;
            case ulong number:
                WriteControl(target, 9, 8);
                WriteBigEndian(target, number, 8);
                break;
            default:
                throw new ArgumentException($"A database of a test has no {value.GetType().Name}.", nameof(value));
        }
    }

    private static void WriteControl(Stream target, int type, int size)
    {
        if (size >= 29 + 256) throw new ArgumentException("Texts of a test are short.", nameof(size));
        int inControl = Math.Min(size, 29);
        target.WriteByte((byte)((type > 7 ? 0 : type << 5) | inControl));
        if (type > 7) target.WriteByte((byte)(type - 7));
        if (inControl == 29) target.WriteByte((byte)(size - 29));
    }

    private static void WriteBigEndian(Stream target, ulong value, int length)
    {
        for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) target.WriteByte((byte)(value >> shift));
    }
}
