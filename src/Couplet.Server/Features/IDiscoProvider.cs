using Couplet.Protocol.Xml;

namespace Couplet.Server.Features;

/// <summary>Answers for nodes and items of service discovery (XEP-0030) that are not the same for everybody.</summary>
public interface IDiscoProvider
{
    /// <summary>The description (identities, features, forms) of a node; null if it is none of this provider's.</summary>
    ValueTask<IEnumerable<Element>?> DescribeAsync(DiscoTarget target, string node, IqRequest request) => new((IEnumerable<Element>?)null);

    /// <summary>The items below the request's node, or of the entity itself if there is no node; null if the node is none of this provider's.</summary>
    ValueTask<IEnumerable<Element>?> ItemsAsync(DiscoTarget target, IqRequest request) => new((IEnumerable<Element>?)null);
}
