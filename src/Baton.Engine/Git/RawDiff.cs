using System.Collections.Immutable;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>One entry of git's raw diff format.</summary>
internal sealed record RawChange(string OldMode, string NewMode, string OldId, string NewId, char Status, string Path, string? OldPath)
{
    public const string Link = "120000";
    public const string Gitlink = "160000";

    /// <summary>The difference between two entries of one path that are no folders; null when there is none. Null for an entry: it is not there.</summary>
    /// <param name="path">One character per byte.</param>
    public static RawChange? Between(string path, TreeEntry? before, TreeEntry? after)
    {
        if (before == after)
        {
            return null;
        }

        var nothing = new string('0', (before ?? after)!.Value.Id.Length);
        var status = before is null ? 'A' : after is null ? 'D' : before.Value.Mode[..3] != after.Value.Mode[..3] ? 'T' : 'M';
        return new RawChange(before?.Mode ?? "000000", after?.Mode ?? "000000", before?.Id ?? nothing, after?.Id ?? nothing, status, path, null);
    }

    /// <summary>For people and patterns, a path that has one character per byte.</summary>
    public static string ToText(string rawPath) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(rawPath));

    public FileChange ToFileChange() => new(Path, Status switch
    {
        'A' or 'C' => FileChangeKind.Added,
        'D' => FileChangeKind.Deleted,
        'R' => FileChangeKind.Renamed,
        'T' => FileChangeKind.TypeChanged,
        _ => FileChangeKind.Modified,
    }, OldPath);
}

/// <summary>Reads <c>--raw -z</c> output: <c>:mode mode id id status NUL path NUL [path NUL]</c>.</summary>
internal static class RawDiff
{
    public static ImmutableArray<RawChange> Parse(string output)
    {
        var fields = output.Split('\0');
        var changes = ImmutableArray.CreateBuilder<RawChange>();
        for (var i = 0; i + 1 < fields.Length;)
        {
            var head = fields[i++].TrimStart(':').Split(' ');
            var status = head[4][0];
            var path = fields[i++];
            var target = status is 'R' or 'C' ? fields[i++] : null;
            changes.Add(new(head[0], head[1], head[2], head[3], status, target ?? path, target is null ? null : path));
        }

        return changes.ToImmutable();
    }
}
