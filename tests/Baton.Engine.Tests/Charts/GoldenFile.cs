using Xunit;

namespace Baton.Engine.Tests.Charts;

/// <summary>Files in the Golden folder beside this; <c>BATON_GOLDEN=write</c> writes them anew for review.</summary>
internal static class GoldenFile
{
    public static string Root { get; } = RepositoryRoot();

    public static void AssertEqual(string file, string text)
    {
        var path = Path.Combine(Root, "tests", "Baton.Engine.Tests", "Charts", "Golden", file);
        if (Environment.GetEnvironmentVariable("BATON_GOLDEN") == "write")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing; write it with BATON_GOLDEN=write and read it.");
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Baton.slnx is not above the test's folder.");
    }
}
