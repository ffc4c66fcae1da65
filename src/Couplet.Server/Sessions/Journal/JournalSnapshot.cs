using Couplet.Server.Routing;

namespace Couplet.Server.Sessions.Journal;

/// <summary>The beginning of a file: everything that counts, as it is at that moment.</summary>
internal static class JournalSnapshot
{
    internal static void Write(RecordBuffer output, IEnumerable<JournaledSession> sessions, IEnumerable<JournaledBatch> batches, IEnumerable<ExpiredSession> expired)
    {
        Header(output, BootIdentity.Read());
        var payloads = new Dictionary<EncodedStanza, int>(ReferenceEqualityComparer.Instance);
        foreach (var entry in sessions)
        {
            output.BeginFrame();
            JournalRecords.Open(output, entry);
            foreach (var item in entry.Outstanding)
            {
                if (!payloads.TryGetValue(item.Stanza, out var number))
                {
                    payloads[item.Stanza] = number = payloads.Count + 1;
                    JournalRecords.Payload(output, number, item.Stanza);
                }
                JournalRecords.Deliver(output, entry, number, item.To);
            }
            output.EndFrame();
        }
        output.BeginFrame();
        foreach (var batch in batches) JournalRecords.Prepare(output, batch);
        foreach (var over in expired)
        {
            output.Kind(RecordKind.Expired);
            output.Text(over.Id);
            output.Text(over.Account);
            output.Number(over.Handled);
        }
        output.Kind(RecordKind.Complete);
        output.EndFrame();
    }

    /// <summary>The first frame: what layout the file has, and in which run of the machine it was written.</summary>
    internal static void Header(RecordBuffer output, string? boot)
    {
        output.BeginFrame();
        output.Number(JournalFile.Version);
        output.Text(boot);
        output.EndFrame();
    }
}
