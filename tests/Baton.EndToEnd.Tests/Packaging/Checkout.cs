namespace Baton.EndToEnd.Tests.Packaging;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No Baton.slnx above {AppContext.BaseDirectory}.");
    }
}
