namespace Baton.Engine.Git;

/// <summary>Folders below <c>.baton/</c> in which Baton writes; agents know their paths.</summary>
internal static class OwnFolders
{
    /// <summary>Makes the folder, with a real folder in the place of every link on the way to it; links go, what they led to stays.</summary>
    /// <returns>The folder.</returns>
    public static string Secure(string root, string folder)
    {
        var path = root;
        foreach (var part in Path.GetRelativePath(root, folder).Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null || File.Exists(path))
            {
                File.Delete(path);
            }

            Directory.CreateDirectory(path);
        }

        return folder;
    }
}
