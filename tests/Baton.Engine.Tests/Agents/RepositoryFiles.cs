namespace Baton.Engine.Tests.Agents;

/// <summary>Files of this repository, found from the folder that the tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>Null when no parent folder holds it.</summary>
    public static string? Find(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, path)))
            {
                return Path.Combine(at.FullName, path);
            }
        }

        return null;
    }
}
