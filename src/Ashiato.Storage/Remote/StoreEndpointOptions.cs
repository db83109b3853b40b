using System.ComponentModel.DataAnnotations;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Storage.Remote;

/// <summary>How a store is offered to other roles over HTTP.</summary>
public sealed class StoreEndpointOptions
{
    /// <summary>What callers must send as <c>Authorization: Bearer …</c>; <see langword="null"/> or empty lets everyone in who can connect.</summary>
    public string? Token { get; set; }

    /// <summary>The most bytes of an appended batch. Default 64 MiB, from 1 MiB to 1 GiB.</summary>
    [Range(1 << 20, 1 << 30, ErrorMessage = "Set MaxBatchBytes between {1} and {2}.")]
    public int MaxBatchBytes { get; set; } = 64 << 20;

    /// <summary>The most bytes of a query. Default 4 MiB, from 4 KiB to 64 MiB.</summary>
    [Range(4 << 10, 64 << 20, ErrorMessage = "Set MaxQueryBytes between {1} and {2}.")]
    public int MaxQueryBytes { get; set; } = 4 << 20;

    /// <summary>What a caller may read at the most, as a filter; <see langword="null"/> for everything.</summary>
    public Func<HttpContext, Filter?> MayRead { get; set; } = static _ => null;
}
