using System.Text.Json;
using Couplet.Server.Hosting;

namespace Couplet.Commands;

/// <summary>
/// Settings from everywhere, later ones win: <c>couplet.json</c>, then variables <c>COUPLET_ROOMS__HOST</c>, then the command line.
/// </summary>
internal static class Configuration
{
    /// <summary>Fills <paramref name="options"/>.</summary>
    /// <returns>Null, or what is wrong, in one sentence.</returns>
    internal static string? Load(CoupletOptions options, string file, bool fileMustExist, IEnumerable<KeyValuePair<string, string>> commandLine)
    {
        if (File.Exists(file))
        {
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
                foreach (var (name, value) in Flatten(json.RootElement, ""))
                    if (Settings.Apply(options, name, value) is { } wrong) return $"{file}: {wrong}";
            }
            catch (JsonException e)
            {
                return $"{file} is no JSON: line {e.LineNumber + 1}: {e.Message}";
            }
        }
        else if (fileMustExist) return $"There is no file {file}.";
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is not string name || !name.StartsWith("COUPLET_", StringComparison.Ordinal)) continue;
            var setting = name["COUPLET_".Length..].Replace("__", ":", StringComparison.Ordinal);
            if (setting.StartsWith("TEST_", StringComparison.Ordinal)) continue; // the tests' own variables
            if (Settings.Apply(options, setting, variable.Value as string ?? "") is { } wrong) return $"{name}: {wrong}";
        }
        foreach (var (name, value) in commandLine)
            if (Settings.Apply(options, name, value) is { } wrong) return wrong;
        return null;
    }

    /// <summary>Takes <c>--Section:Key=value</c> out of the arguments.</summary>
    internal static (string[] Others, List<KeyValuePair<string, string>> Settings) Split(string[] arguments)
    {
        var rest = new List<string>();
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var argument in arguments)
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            // Settings start with a capital or have a section; the program's own options are small letters.
            if (argument.StartsWith("--", StringComparison.Ordinal) && equals > 2 && (char.IsAsciiLetterUpper(argument[2]) || argument[..equals].Contains(':', StringComparison.Ordinal)))
                settings.Add(new(argument[2..equals], argument[(equals + 1)..]));
            else rest.Add(argument);
        }
        return ([.. rest], settings);
    }

    private static IEnumerable<(string Name, string Value)> Flatten(JsonElement element, string prefix)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    foreach (var item in Flatten(property.Value, prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}"))
                        yield return item;
                break;
            case JsonValueKind.Array:
                yield return (prefix, string.Join(',', element.EnumerateArray().Select(e => e.ToString())));
                break;
            case JsonValueKind.True:
                yield return (prefix, "true");
                break;
            case JsonValueKind.False:
                yield return (prefix, "false");
                break;
            default:
                yield return (prefix, element.ToString());
                break;
        }
    }
}
