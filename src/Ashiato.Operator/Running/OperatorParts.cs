using Ashiato.Kube.Client;
using Ashiato.Kube.Events;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Secrets;
using Ashiato.Operator.Status;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Running;

/// <summary>What all reconcilers work with.</summary>
internal sealed class OperatorParts(IKubeClient client, ClusterView view, EventRecorder events, IStoreProbe? probe, IPodProbe? pods, OperatorOptions options, TimeProvider time)
{
    public IKubeClient Client => client;

    public ClusterView View => view;

    public EventRecorder Events => events;

    public IStoreProbe Probe => field ??= probe ?? new HttpStoreProbe(ClientCertificates.OwnFor);

    public IPodProbe PodProbe => field ??= pods ?? new HttpPodProbe(ClientCertificates.OwnFor);

    public OperatorOptions Options => options;

    public TimeProvider Time => time;

    public ChildWriter Children { get; } = new(client, view, events, time);

    public StatusWriter Status { get; } = new(client, view);

    public ClientCertificates ClientCertificates => field ??= new ClientCertificates(this);

    public NodeAddresses Nodes => field ??= new NodeAddresses(this);

    public RolloutOrder Rollouts => field ??= new RolloutOrder(this);

    public GeneratedSecrets Generated => field ??= new GeneratedSecrets(client, view, Children, events);
}
