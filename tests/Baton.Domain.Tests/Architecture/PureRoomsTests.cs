using Baton.Domain.Plans;
using Xunit;

namespace Baton.Domain.Tests.Architecture;

/// <summary>Domain and Scheduling read no clock, file, environment or random source: those come in as data.</summary>
public sealed class PureRoomsTests
{
    private static readonly string[] EffectfulTypes =
    [
        "System.Console", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.DriveInfo", "System.IO.FileSystemWatcher", "System.IO.StreamReader", "System.IO.StreamWriter", "System.Diagnostics.Process",
        "System.Threading.Timer", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    private static readonly string[] EffectfulNamespaces = ["System.Net.", "System.Data.", "Microsoft.Data.", "Microsoft.Win32."];

    private static readonly string[] EffectfulMembers =
    [
        "System.DateTime::get_Now/0", "System.DateTime::get_UtcNow/0", "System.DateTime::get_Today/0",
        "System.DateTimeOffset::get_Now/0", "System.DateTimeOffset::get_UtcNow/0", "System.TimeProvider::get_System/0",
        "System.Diagnostics.Stopwatch::StartNew/0", "System.Diagnostics.Stopwatch::GetTimestamp/0", "System.Diagnostics.Stopwatch::.ctor/0",
        "System.Guid::NewGuid/0", "System.Guid::CreateVersion7/0", "System.Random::.ctor/0", "System.Random::get_Shared/0",
        "System.Threading.Thread::Sleep/1", "System.IO.Path::GetFullPath/1", "System.IO.Path::GetTempPath/0",
    ];

    // The compiler itself emits this one in iterators.
    private const string ThreadOfAnIterator = "System.Environment::get_CurrentManagedThreadId/0";

    public static TheoryData<string> PureAssemblies =>
        [typeof(Plan).Assembly.Location, Path.Combine(AppContext.BaseDirectory, "Baton.Scheduling.dll")];

    [Theory]
    [MemberData(nameof(PureAssemblies))]
    public void A_pure_room_touches_nothing_outside_itself(string assembly)
    {
        var effects = Effects(AssemblyReferences.Of(assembly));

        Assert.True(effects.Length == 0, $"{Path.GetFileName(assembly)} must get these as data instead: {string.Join(", ", effects)}");
    }

    [Fact]
    public void Domain_is_not_asynchronous()
    {
        var types = AssemblyReferences.Of(typeof(Plan).Assembly.Location).Types;

        Assert.DoesNotContain(types, t => t.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_assembly_with_effects_is_recognised()
    {
        var effects = Effects(AssemblyReferences.Of(typeof(PureRoomsTests).Assembly.Location));

        Assert.Contains("System.IO.File", effects);
        Assert.Contains("System.Guid::NewGuid/0", effects);
        Assert.NotEqual(Guid.Empty, Guid.NewGuid());
    }

    private static string[] Effects(AssemblyReferences references) =>
    [
        .. references.Types.Where(t => EffectfulTypes.Contains(t) || EffectfulNamespaces.Any(n => t.StartsWith(n, StringComparison.Ordinal))),
        .. references.Members.Where(m => EffectfulMembers.Contains(m)
            || (m.StartsWith("System.Environment::", StringComparison.Ordinal) && m != ThreadOfAnIterator)),
    ];
}
