using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// Chooses the SQLite to run on: the system's where it is at least as new as the one that comes with the program, because
/// the system's is the one that gets repaired.
/// </summary>
internal static class SqliteLibrary
{
    private const string Bundled = "e_sqlite3";
    private const string SystemWide = "libsqlite3.so.0";

    private static readonly Lazy<string> chosen = new(Choose);

    /// <summary>Makes SQLite callable. May be called any number of times.</summary>
    /// <returns>Which SQLite it is: <c>SQLite 3.40.1</c>.</returns>
    public static string Load() => chosen.Value;

    private static string Choose()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var bundled = NativeLibrary.TryLoad(Bundled, provider, null, out var ours) ? ours : 0;
        var system = NativeLibrary.TryLoad(SystemWide, out var theirs) ? theirs : 0;
        var best = system != 0 && Version(system) >= Version(bundled) ? system : bundled;
        try
        {
            if (best != 0) NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == Bundled ? best : 0);
        }
        catch (InvalidOperationException)
        {
            // The application around us has chosen a library for this assembly before. Its choice stands.
        }
        Batteries_V2.Init();
        return "SQLite " + raw.sqlite3_libversion().utf8_to_string();
    }

    private static int Version(nint library) =>
        library != 0 && NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(function)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
