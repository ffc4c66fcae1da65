using System.Globalization;
using System.Text.RegularExpressions;

namespace Couplet.Server.Features.ExternalServices;

/// <summary>A STUN or TURN server.</summary>
/// <param name="Type"><c>stun</c>, <c>turn</c>, <c>stuns</c> or <c>turns</c>.</param>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Transport"><c>udp</c> or <c>tcp</c>.</param>
internal sealed partial record ExternalService(string Type, string Host, int Port, string Transport)
{
    /// <summary>Whether it is used with credentials.</summary>
    internal bool IsRelay => Type.StartsWith("turn", StringComparison.Ordinal);

    /// <summary>Reads a setting such as <c>turn:relay.example.org:3478?transport=tcp</c> (RFC 7065).</summary>
    internal static ExternalService? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > 65_535) return null;
        var type = match.Groups["type"].Value;
        var transport = match.Groups["transport"].Success ? match.Groups["transport"].Value : type.EndsWith('s') ? "tcp" : "udp";
        return new ExternalService(type, match.Groups["host"].Value.Trim('[', ']'), port, transport);
    }

    [GeneratedRegex(@"^(?<type>stuns?|turns?):(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})(\?transport=(?<transport>udp|tcp))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
