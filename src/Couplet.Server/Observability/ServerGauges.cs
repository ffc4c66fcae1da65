using System.Diagnostics.Metrics;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Sessions;

namespace Couplet.Server.Observability;

/// <summary>What one server has at the moment; counted when somebody asks, at no other time.</summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);

    internal ServerGauges(CoupletServer server, StreamDirectory streams)
    {
        _meter.CreateObservableUpDownCounter("couplet.connections", () => streams.Count, "{connection}", "Open connections of clients.");
        _meter.CreateObservableUpDownCounter("couplet.sessions", () => server.ActiveAccounts.Sum(a => a.Sessions.Length), "{session}", "Bound sessions, those that wait to be resumed among them.");
        _meter.CreateObservableUpDownCounter("couplet.rooms", () => Rooms(server).Sum(r => r.Count), "{room}", "Rooms in memory.");
        _meter.CreateObservableUpDownCounter("couplet.rooms.occupants", () => Rooms(server).Sum(r => r.Occupants), "{occupant}", "Occupants of all rooms.");
    }

    /// <summary>The meter, so that a listener can tell this server from another one in the same process.</summary>
    internal Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<RoomHost> Rooms(CoupletServer server) => server.Router.Hosts.OfType<RoomHost>();
}
