using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>Why a stream ended, in words.</summary>
internal static class StreamEnd
{
    public static bool IsError(Element element) => element.Is("error", StreamError.StreamNamespace);

    /// <summary>Says what a stream error is, or what came where something else should have.</summary>
    public static string Describe(Element element)
    {
        if (!IsError(element)) return $"the server sent <{element.Name} xmlns='{element.Namespace}'>, which has no place there";
        var text = element.Child("text", StreamError.Namespace)?.Text;
        var condition = element.Elements().FirstOrDefault(e => e.Namespace == StreamError.Namespace && e.Name != "text")?.Name;
        return $"stream error {condition ?? "without a condition"}" + (string.IsNullOrEmpty(text) ? "" : $" ({text})");
    }
}
