using Couplet.Server.Features.Rooms;

namespace Couplet.Server.Features.Hints;

/// <summary>XEP-0334: what senders ask of the server; heeded by carbons, archive and offline storage (<see cref="MessageTraits"/>).</summary>
internal sealed class HintsFeature : IFeature
{
    public string Specification => "XEP-0334";

    public void Register(FeatureRegistry registry) => registry.Advertise(DiscoTarget.Server, ForeignNamespaces.Hints);
}
