using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>What Baton noted about an attempt's worktree once it was complete; without the note the worktree counts as half-made.</summary>
internal sealed record WorktreeMarker
{
    public WorkspaceKind Kind { get; init; } = WorkspaceKind.Worktree;
    public required string Run { get; init; }
    public required string Task { get; init; }
    public required int Attempt { get; init; }
    public required string Agent { get; init; }
    public required string Title { get; init; }
    public required string IntegrationBranch { get; init; }
    public required string Path { get; init; }
    public required string Branch { get; init; }
    public required string Base { get; init; }

    /// <summary>git's record of the worktree.</summary>
    public required string Admin { get; init; }

    /// <summary>Digest of what the repository's work trees share beside the objects and refs.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The branch that the run started from, and where it stood; null when it was none.</summary>
    public string? BaseBranch { get; init; }
    public string? BaseHead { get; init; }

    /// <summary>The commit that holds the attempt's work; null until it is captured.</summary>
    public string? Captured { get; init; }

    /// <summary>Why the folder must stay although its work is captured; null: it may go.</summary>
    public string? Keep { get; init; }

    [JsonIgnore]
    public WorkspaceInfo Info => new(Kind, Path, Base, Branch);

    [JsonIgnore]
    public WorkspaceRequest Request => new(new(Run), new(new(Task), Attempt), new(Agent), Title, IntegrationBranch, Kind);

    public static WorktreeMarker? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), MarkerJson.Default.WorktreeMarker) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Adds what became of the attempt's work.</summary>
    public void Write(string file, string captured, string? keep)
    {
        if (Captured != captured || Keep != keep)
        {
            (this with { Captured = captured, Keep = keep }).Write(file);
        }
    }

    public void Write(string file) => AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, MarkerJson.Default.WorktreeMarker), "worktree-marker");
}

[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorktreeMarker))]
internal sealed partial class MarkerJson : JsonSerializerContext;
