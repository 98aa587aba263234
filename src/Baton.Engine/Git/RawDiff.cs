using System.Collections.Immutable;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>One entry of git's raw diff format.</summary>
internal sealed record RawChange(string OldMode, string NewMode, string OldId, string NewId, char Status, string Path, string? OldPath)
{
    public const string Link = "120000";
    public const string Gitlink = "160000";

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
