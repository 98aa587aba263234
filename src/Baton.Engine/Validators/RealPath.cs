namespace Baton.Engine.Validators;

/// <summary>Where a path leads when every link in it is followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path without links; null when it leads to nothing or in circles.</summary>
    /// <param name="path">An absolute path.</param>
    public static string? Resolve(string path)
    {
        var current = "/";
        var links = 0;
        var left = new Stack<string>();
        Push(left, path);
        while (left.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? "/";
                continue;
            }

            var next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            current = Path.IsPathRooted(target) ? "/" : current;
            Push(left, target);
        }

        return Path.Exists(current) ? current : null;
    }

    private static void Push(Stack<string> left, string path)
    {
        foreach (var name in path.Split('/').Where(n => n.Length > 0 && n != ".").Reverse())
        {
            left.Push(name);
        }
    }
}
