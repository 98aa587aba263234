using System.Xml.Linq;

namespace Baton.Domain.Tests.Architecture;

/// <summary>The checkout that these tests were built from.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the projects or packages that a project refers to.</summary>
    /// <param name="project">Folder under <c>src</c>, for example <c>Baton.Domain</c>.</param>
    /// <param name="kind"><c>ProjectReference</c> or <c>PackageReference</c>.</param>
    public static string[] References(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj"))
            .Descendants(kind)
            .Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal)];

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
