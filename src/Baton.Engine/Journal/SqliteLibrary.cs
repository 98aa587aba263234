using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Baton.Engine.Journal;

/// <summary>Which native SQLite this process uses: the system's when it is newer than the bundled one, because it gets security updates.</summary>
public static class SqliteLibrary
{
    /// <summary><c>bundled</c> forces the bundled library; anything else lets Baton choose.</summary>
    public const string ChoiceVariable = "BATON_SQLITE";

    private const string SystemName = "libsqlite3.so.0";
    private const int BundledVersion = 3_035_005;
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>For people, for example <c>SQLite 3.40.1 (system)</c>. The first call loads the library; later ones cost nothing.</summary>
    public static string Describe() => Loaded.Value;

    private static string Load()
    {
        var origin = "bundled";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, assembly, _) =>
        {
            var handle = name == "e_sqlite3" ? TryLoadSystem(assembly) : 0;
            origin = handle == 0 ? origin : "system";
            return handle;
        });
        Batteries_V2.Init();
        return $"SQLite {raw.sqlite3_libversion().utf8_to_string()} ({origin})";
    }

    /// <summary>0 when there is none or the bundled one is better: then the runtime goes on to look for the bundled one.</summary>
    private static nint TryLoadSystem(Assembly assembly)
    {
        if (Environment.GetEnvironmentVariable(ChoiceVariable) == "bundled" || !NativeLibrary.TryLoad(SystemName, assembly, null, out var handle))
        {
            return 0;
        }

        if (CallIfThere(handle, "sqlite3_libversion_number") > BundledVersion && CallIfThere(handle, "sqlite3_threadsafe") > 0)
        {
            return handle;
        }

        NativeLibrary.Free(handle);
        return 0;
    }

    private static unsafe int CallIfThere(nint library, string function) =>
        NativeLibrary.TryGetExport(library, function, out var address) ? ((delegate* unmanaged[Cdecl]<int>)address)() : 0;
}
