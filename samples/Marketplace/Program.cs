using Marketplace.Load;
using Marketplace.Market;
using Marketplace.Payment;
using Marketplace.Shipment;

// Four programs in one: the marketplace, the two services that it depends on, and those who visit it.
return args switch
{
    ["payment", .. var rest] => await PaymentService.RunAsync(rest),
    ["shipment", .. var rest] => await ShipmentService.RunAsync(rest),
    ["load", .. var rest] => await LoadGenerator.RunAsync(rest),
    ["market", .. var rest] => await MarketApplication.RunAsync(rest),
    _ => await MarketApplication.RunAsync(args),
};
