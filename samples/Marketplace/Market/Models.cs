namespace Marketplace.Market;

/// <summary>A user.</summary>
internal sealed record User(long Id, string AccountName, string HashedPassword, string Address, int NumSellItems, long LastBump);

/// <summary>What others see of a user.</summary>
internal sealed record UserSimple(long Id, string AccountName, int NumSellItems);

/// <summary>A category, with the name of the one that it belongs to.</summary>
internal sealed record Category(long Id, long ParentId, string CategoryName, string? ParentCategoryName);

/// <summary>Something that is sold.</summary>
internal sealed record Item(long Id, long SellerId, long BuyerId, string Status, string Name, int Price, string Description, long CategoryId, long CreatedAt);

/// <summary>An item of a list.</summary>
internal sealed record ItemSimple(long Id, long SellerId, UserSimple? Seller, string Status, string Name, int Price, long CategoryId, Category? Category, long CreatedAt);

/// <summary>A deal between two users.</summary>
internal sealed record Evidence(long Id, long SellerId, long BuyerId, string Status, long ItemId);

/// <summary>A parcel.</summary>
internal sealed record Shipping(long EvidenceId, string Status, string ReserveId);
