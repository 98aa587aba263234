using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>
/// What a power cut left of files in the git folder that were being written: empty or half. git takes an empty object for one that it has, and would never
/// write it again; an empty ref it can neither read nor move. They are put aside; whoever wrote them had not said that they were safe.
/// </summary>
internal sealed class TornFiles(GitRepository repository)
{
    private static readonly string[] Refs = ["refs/heads/baton", "refs/baton"];

    /// <param name="since">Objects that were written before are looked at only when they are empty.</param>
    /// <param name="aside">Where they go.</param>
    public void PutAside(DateTimeOffset since, string aside)
    {
        var store = new DirectoryInfo(Path.Combine(repository.CommonDir, "objects"));
        foreach (var folder in store.EnumerateDirectories().Where(d => d.Name.Length == 2 && d.LinkTarget is null))
        {
            foreach (var file in folder.EnumerateFiles().Where(f => IsTorn(f, folder.Name + f.Name, since)))
            {
                Move(file, aside, folder.Name + file.Name);
            }
        }

        foreach (var folder in Refs.Select(r => new DirectoryInfo(Path.Combine(repository.CommonDir, r))).Where(d => d is { Exists: true, LinkTarget: null }))
        {
            foreach (var file in folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Where(f => f.Length == 0 && f.Extension != ".lock"))
            {
                Move(file, aside, Path.GetRelativePath(repository.CommonDir, file.FullName).Replace('/', '-'));
            }
        }
    }

    private bool IsTorn(FileInfo file, string id, DateTimeOffset since) => LooseRefs.IsObjectId(id) && file.LinkTarget is null
        && (file.Length == 0 || (FileTimes.ChangedAt(file.FullName) >= since && repository.Own.Loose.IsRight(id, ObjectAudit.MaxObjectBytes) == false));

    private static void Move(FileInfo file, string aside, string name)
    {
        FaultPoint.Reach("file.torn.before");
        file.MoveTo(Path.Combine(Directory.CreateDirectory(aside).FullName, name), overwrite: true);
        FaultPoint.Reach("file.torn.after");
    }
}
