namespace Baton.Engine.Tests.Schedules.Instances;

/// <summary>The published instances that tests of several projects share, with what is known of them.</summary>
internal static class SampleInstances
{
    public static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Instances");

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    public static IEnumerable<(string Name, long CriticalPath, long Optimum)> Known() =>
        File.ReadLines(Path("bounds.csv")).Skip(1).Select(l => l.Split(',')).Select(f => (f[1], long.Parse(f[2]), long.Parse(f[4])));
}
