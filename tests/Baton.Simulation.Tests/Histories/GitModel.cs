using System.Collections.Immutable;
using System.Globalization;

namespace Baton.Simulation.Histories;

/// <param name="Number">Counts up with every commit, so that ancestors have smaller ones.</param>
internal sealed record Commit(string Id, long Number, string Tree, ImmutableArray<string> Parents, string Message);

/// <summary>The repository on the disk: commits, trees as path to content, refs. Survives every process.</summary>
internal sealed class GitModel
{
    private readonly Dictionary<string, ImmutableSortedDictionary<string, string>> _trees = [];
    private readonly Dictionary<string, string> _treeIds = [];
    private readonly Dictionary<string, Commit> _commits = [];
    private readonly HashSet<string> _unsafe = [];
    private int _written;

    public SortedDictionary<string, string> Refs { get; } = new(StringComparer.Ordinal);

    /// <summary>Told of every move: ref, where it was, where it is, and whose doing it was (null: an agent's or a person's).</summary>
    public Action<string, string?, string?, object?> Moved { get; set; } = (_, _, _, _) => { };

    public Commit this[string id] => _commits[id];

    public bool Knows(string commit) => _commits.ContainsKey(commit);

    public ImmutableSortedDictionary<string, string> FilesOf(string commit) => _trees[_commits[commit].Tree];

    public ImmutableSortedDictionary<string, string> Tree(string id) => _trees[id];

    public string TreeId(ImmutableSortedDictionary<string, string> files)
    {
        var text = string.Join('\n', files.Select(f => f.Key + "\0" + f.Value));
        if (!_treeIds.TryGetValue(text, out var id))
        {
            id = Id("7e", _treeIds.Count + 1);
            _treeIds.Add(text, id);
            _trees.Add(id, files);
        }

        return id;
    }

    public string Write(string tree, IEnumerable<string> parents, string message)
    {
        var number = ++_written;
        var commit = new Commit(Id("c0", number), number, tree, [.. parents], message);
        _commits.Add(commit.Id, commit);
        _unsafe.Add(commit.Id);
        return commit.Id;
    }

    /// <summary>A power cut leaves the commit, and those that it follows from.</summary>
    public void MakeSafe(string commit)
    {
        var open = new Stack<string>([commit]);
        while (open.TryPop(out var id))
        {
            if (_unsafe.Remove(id))
            {
                foreach (var parent in _commits[id].Parents)
                {
                    open.Push(parent);
                }
            }
        }
    }

    /// <summary>What no ref and no work tree has, and nobody made safe, had not reached the disk.</summary>
    /// <param name="heads">Of work trees.</param>
    public void CutPower(IEnumerable<string> heads)
    {
        foreach (var commit in Refs.Values.Concat(heads).ToList())
        {
            MakeSafe(commit);
        }

        foreach (var commit in _unsafe)
        {
            _commits.Remove(commit);
        }

        _unsafe.Clear();
    }

    public void Move(string name, string? to, object? by)
    {
        var from = Refs.GetValueOrDefault(name);
        if (to is null)
        {
            Refs.Remove(name);
        }
        else
        {
            Refs[name] = to;
            MakeSafe(to);
        }

        Moved(name, from, to, by);
    }

    public bool IsAncestor(string ancestor, string commit) => ancestor == commit || AncestorsOf(commit, _commits[ancestor].Number).Contains(ancestor);

    public bool IsReachable(string commit) => Refs.ContainsValue(commit) || Refs.Values.Any(r => IsAncestor(commit, r));

    /// <summary>The newest common ancestor; null when the histories have none.</summary>
    public string? BaseOf(string a, string b)
    {
        var ofA = AncestorsOf(a, 0);
        return AncestorsOf(b, 0).Where(ofA.Contains).MaxBy(c => _commits[c].Number);
    }

    /// <summary>The merged tree and the paths in conflict.</summary>
    public (string Tree, ImmutableArray<string> Conflicts) Merge(string ours, string theirs)
    {
        var empty = ImmutableSortedDictionary<string, string>.Empty;
        var (old, a, b) = (BaseOf(ours, theirs) is { } common ? FilesOf(common) : empty, FilesOf(ours), FilesOf(theirs));
        var merged = a.ToBuilder();
        var conflicts = ImmutableArray.CreateBuilder<string>();
        foreach (var path in b.Keys.Union(old.Keys))
        {
            var (was, mine, other) = (old.GetValueOrDefault(path), a.GetValueOrDefault(path), b.GetValueOrDefault(path));
            if (other == was || other == mine)
            {
                continue;
            }

            if (mine != was)
            {
                conflicts.Add(path);
                merged[path] = $"<<<{mine}==={other}>>>";
            }
            else if (other is null)
            {
                merged.Remove(path);
            }
            else
            {
                merged[path] = other;
            }
        }

        return (TreeId(merged.ToImmutable()), conflicts.ToImmutable());
    }

    private HashSet<string> AncestorsOf(string commit, long notBelow)
    {
        var found = new HashSet<string> { commit };
        var open = new Stack<string>(found);
        while (open.TryPop(out var next))
        {
            foreach (var parent in _commits[next].Parents)
            {
                if (_commits[parent].Number >= notBelow && found.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }

        return found;
    }

    private static string Id(string kind, int number) => kind + number.ToString("x38", CultureInfo.InvariantCulture);
}
