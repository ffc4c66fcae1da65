using Couplet.Protocol.Xml;

namespace Couplet.Player.Matching;

/// <summary>
/// Lenient children: every expected child is answered by a received child of its own, in any order. The first that fits may be needed
/// by another, so assignments are changed along augmenting paths.
/// </summary>
internal static class ChildAssignment
{
    /// <summary>The first expected child that nothing answers, or null.</summary>
    public static Mismatch? Compare(Element expected, Element received, string path)
    {
        var (children, came, partner) = Assign(expected, received);
        for (var i = 0; i < children.Length; i++)
            if (partner[i] < 0) return Unanswered(children[i], came, partner, path);
        return null;
    }

    /// <summary>The pairs of an assignment that is known to be complete.</summary>
    public static IEnumerable<(Element Expected, Element Received)> Pairs(Element expected, Element received)
    {
        var (children, came, partner) = Assign(expected, received);
        return children.Select((child, i) => (child, came[partner[i]]));
    }

    private static (Element[] Expected, Element[] Received, int[] Partner) Assign(Element expected, Element received)
    {
        var children = expected.Elements().ToArray();
        var came = received.Elements().ToArray();
        var fits = Array.ConvertAll(children, child => Array.ConvertAll(came, other => StanzaMatcher.Compare(child, other, "") is null));
        var owner = new int[came.Length];
        Array.Fill(owner, -1);
        for (var i = 0; i < children.Length; i++) Find(i, new bool[came.Length]);
        var partner = new int[children.Length];
        Array.Fill(partner, -1);
        for (var j = 0; j < owner.Length; j++)
            if (owner[j] >= 0) partner[owner[j]] = j;
        return (children, came, partner);

        bool Find(int child, bool[] tried)
        {
            for (var j = 0; j < came.Length; j++)
            {
                if (!fits[child][j] || tried[j]) continue;
                tried[j] = true;
                if (owner[j] >= 0 && !Find(owner[j], tried)) continue;
                owner[j] = child;
                return true;
            }
            return false;
        }
    }

    private static Mismatch Unanswered(Element child, Element[] came, int[] partner, string path)
    {
        var namesake = Array.FindIndex(came, e => child.Is(e.Name, e.Namespace) && !partner.Contains(Array.IndexOf(came, e)));
        return namesake >= 0 && StanzaMatcher.Compare(child, came[namesake], path) is { } difference
            ? difference
            : new Mismatch($"{path}/{child.Name}", $"{StanzaMatcher.Describe(child)} is missing", child, null);
    }
}
