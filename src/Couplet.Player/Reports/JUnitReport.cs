using System.Globalization;
using System.Text;
using System.Xml;
using Couplet.Player.Running;

namespace Couplet.Player.Reports;

/// <summary>The report for machines, in the form that JUnit made common: a <c>testcase</c> per script.</summary>
internal static class JUnitReport
{
    public static void Write(Stream output, IReadOnlyCollection<ScenarioResult> results)
    {
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "scenarios");
        xml.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", results.Count(r => !r.Passed).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Elapsed)));
        foreach (var result in results)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", Path.GetFileNameWithoutExtension(result.Scenario.File));
            xml.WriteAttributeString("name", result.Scenario.Title);
            xml.WriteAttributeString("file", result.Scenario.File);
            xml.WriteAttributeString("time", Seconds(result.Elapsed));
            if (result.Failure is not null) Failure(xml, result);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Failure(XmlWriter xml, ScenarioResult result)
    {
        using var details = new StringWriter();
        new ConsoleReport(details, isTerminal: false, colours: false).End(result);
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("message", result.Failure!.Reason);
        xml.WriteString(details.ToString());
        xml.WriteEndElement();
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
