using System.Collections.Immutable;

namespace Couplet.Server.Features.Portability;

/// <summary>What the format has of an account besides the archive, in the order in which it is written.</summary>
internal static class PortableFormat
{
    internal static ImmutableArray<IPortablePart> Parts { get; } =
    [
        new CredentialsPart(),
        new RosterPart(),
        new OfflinePart(),
        new PrivateXmlPart(),
        new VCardPart(),
        new BlockingPart(),
        new PersonalNodesPart(),
        new ArchivePreferencesPart(),
    ];
}
