namespace Marketplace.Market;

/// <summary>What is wrong with the marketplace on purpose. Each can be mended by a switch: <c>--mend users,categories,shipments,hash,lock</c>.</summary>
[Flags]
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The seller of each item of a list is looked up by itself.</summary>
    Users = 1,

    /// <summary>The category of each item of a list is looked up by itself, and its parent too.</summary>
    Categories = 2,

    /// <summary>Other services are asked one after the other: for each parcel, and for parcel and payment.</summary>
    Shipments = 4,

    /// <summary>Passwords are hashed as for a bank's vault.</summary>
    Hash = 8,

    /// <summary>Rows stay locked while other services are called.</summary>
    Lock = 16,

    /// <summary>All of them.</summary>
    All = Users | Categories | Shipments | Hash | Lock,
}
