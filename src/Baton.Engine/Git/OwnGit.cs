using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>
/// A git folder of Baton's own over the repository's objects. What an agent can write into the shared git folder (configuration, attributes,
/// hooks, grafts, replacements) does not reach commands that run here; of the person's settings those count that were in force before the run.
/// Put right before every use. Thread-safe.
/// </summary>
internal sealed class OwnGit(string folder, string commonDir, bool isSha256)
{
    private const int MaxExcludeBytes = 256 * 1024;
    private static readonly string[] Known = ["HEAD", "config", "refs", "objects", "info"];
    private const int MaxCommitBytes = 1024 * 1024;
    private const int MaxTreesOfCommits = 100_000;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, string> _treesOfCommits = new();
    private Trees? _trees;
    private DurableObjects? _durable;

    public string Folder => folder;

    public bool IsSha256 => isSha256;

    /// <summary>Objects that lie in files of their own.</summary>
    public LooseObjects Loose { get; } = new(commonDir, isSha256);

    /// <summary>The folders of commits.</summary>
    public Trees Trees => _trees ??= new Trees(this, Loose, isSha256);

    /// <summary>Which objects are safe from a power cut.</summary>
    public DurableObjects Durable => _durable ??= new DurableObjects(this, Loose, commonDir);

    /// <summary>Pipes in the folder whose objects are read.</summary>
    public SharedPipes Pipes { get; } = new(commonDir);

    /// <summary>The person's settings as they were before the run; none until a run says so.</summary>
    public ImmutableArray<GitSetting> Settings { get; set; } = [];

    private string Config => isSha256
        ? "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n"
        : "[core]\n\trepositoryformatversion = 0\n\tbare = false\n";

    /// <summary>A command about objects alone.</summary>
    public GitCommand Command(ImmutableArray<string> words) => new(folder, words) { Environment = Prepare() };

    /// <summary>A command about the files of a folder, with an index that the caller names.</summary>
    public GitCommand Command(string workTree, string index, ImmutableArray<string> words) => new(workTree, words)
    {
        Environment = Prepare().Add("GIT_WORK_TREE", workTree).Add("GIT_INDEX_FILE", index),
    };

    public Task<GitResult> RunAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RunAsync(Command(words), ct);

    public Task<GitResult> RequireAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RequireAsync(Command(words), ct);

    /// <summary>The id of a commit's tree.</summary>
    /// <param name="commit">A full id: what it stands for never changes.</param>
    /// <exception cref="GitException">There is no such object, or it is no commit.</exception>
    public async Task<string> TreeOfAsync(string commit, CancellationToken ct)
    {
        if (_treesOfCommits.TryGetValue(commit, out var known))
        {
            return known;
        }

        if (!LooseRefs.IsObjectId(commit) || Loose.TryRead(commit, MaxCommitBytes) is not ("commit", var content) || CommitFormat.TreeOf(content, commit.Length) is not { } tree)
        {
            var lines = (await RequireAsync(["rev-parse", commit + "^{commit}", commit + "^{tree}"], ct)).Line.Split('\n');
            tree = !LooseRefs.IsObjectId(commit) || lines[0] == commit ? lines[1] : throw new GitException(GitFailure.Failed, $"{commit} names a commit but is none: it is a tag, or not the whole id.");
        }

        if (_treesOfCommits.Count >= MaxTreesOfCommits)
        {
            _treesOfCommits.Clear();
        }

        return _treesOfCommits[commit] = tree;
    }

    /// <summary>Makes another such folder whose HEAD is the commit, for the programs that run in a checkout.</summary>
    public void CopyTo(string other, string commit)
    {
        Make(other);
        File.WriteAllText(Path.Combine(other, "HEAD"), commit + "\n");
        Directory.CreateDirectory(Path.Combine(other, "objects", "info"));
        File.WriteAllText(Path.Combine(other, "objects", "info", "alternates"), Path.Combine(commonDir, "objects") + "\n");
        CopyTags(other);
    }

    /// <summary>Version tools read tags.</summary>
    private void CopyTags(string other)
    {
        var (packed, loose) = (Path.Combine(commonDir, "packed-refs"), Path.Combine(commonDir, "refs", "tags"));
        var tags = PlainFile.Exists(packed) ? File.ReadLines(packed).Where(l => l.StartsWith('#') || l.StartsWith('^') || l.Contains(" refs/tags/", StringComparison.Ordinal)) : [];
        File.WriteAllLines(Path.Combine(other, "packed-refs"), WithoutStrayPeels(tags));
        foreach (var tag in Directory.Exists(loose) ? new DirectoryInfo(loose).EnumerateFiles().Where(f => f.LinkTarget is null && PlainFile.Exists(f.FullName)).Take(1000) : [])
        {
            tag.CopyTo(Path.Combine(Directory.CreateDirectory(Path.Combine(other, "refs", "tags")).FullName, tag.Name), overwrite: true);
        }
    }

    private static IEnumerable<string> WithoutStrayPeels(IEnumerable<string> lines)
    {
        var before = "";
        foreach (var line in lines)
        {
            if (!line.StartsWith('^') || before.Contains(" refs/tags/", StringComparison.Ordinal))
            {
                yield return line;
            }

            before = line;
        }
    }

    private ImmutableDictionary<string, string> Prepare()
    {
        Pipes.LookAtObjects();
        lock (_gate)
        {
            EnsureOwn();
            CopyExcludes();
        }

        var shallow = Path.Combine(commonDir, "shallow");
        var variables = ImmutableDictionary.CreateBuilder<string, string>();
        variables["GIT_DIR"] = folder;
        variables["GIT_OBJECT_DIRECTORY"] = Path.Combine(commonDir, "objects");
        variables["GIT_SHALLOW_FILE"] = File.Exists(shallow) ? shallow : "";
        variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        variables["GIT_CONFIG_NOSYSTEM"] = "1";
        variables["GIT_ATTR_NOSYSTEM"] = "1";
        variables["GIT_CONFIG_COUNT"] = Settings.Length.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < Settings.Length; i++)
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = Settings[i].Name;
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = Settings[i].Value;
        }

        return variables.ToImmutable();
    }

    private void EnsureOwn()
    {
        if (!IsOurs())
        {
            FolderRemoval.Remove(folder);
            Make(folder);
            File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/none\n");
        }
    }

    /// <summary>Nothing lies there that would give commands another meaning.</summary>
    private bool IsOurs()
    {
        var here = new DirectoryInfo(folder);
        var config = new FileInfo(Path.Combine(folder, "config"));
        return here is { Exists: true, LinkTarget: null }
            && config is { Exists: true, LinkTarget: null, Length: < 1024 } && File.ReadAllText(config.FullName) == Config
            && here.EnumerateFileSystemInfos().All(e => Known.Contains(e.Name) && e.LinkTarget is null)
            && new DirectoryInfo(Path.Combine(folder, "info")).EnumerateFileSystemInfos().All(e => e.Name == "exclude");
    }

    private void Make(string path)
    {
        foreach (var part in new[] { "refs", "objects", "info" })
        {
            Directory.CreateDirectory(Path.Combine(path, part));
        }

        File.WriteAllText(Path.Combine(path, "config"), Config);
    }

    /// <summary>Excludes only leave files out, so those of the shared folder may count.</summary>
    private void CopyExcludes()
    {
        var (from, to) = (new FileInfo(Path.Combine(commonDir, "info", "exclude")), Path.Combine(folder, "info", "exclude"));
        var text = from is { Exists: true, LinkTarget: null, Length: < MaxExcludeBytes } ? PlainFile.TryRead(from.FullName) ?? "" : "";
        if (!File.Exists(to) || File.ReadAllText(to) != text)
        {
            AtomicReplace(to, text);
        }
    }

    private static void AtomicReplace(string path, string text)
    {
        var draft = $"{Path.GetDirectoryName(path)}.{Guid.NewGuid():n}";
        File.WriteAllBytes(draft, Encoding.UTF8.GetBytes(text));
        File.Move(draft, path, overwrite: true);
    }
}
