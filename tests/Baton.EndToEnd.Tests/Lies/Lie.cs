using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>One way to lie, and the reason that a person reads when it is caught.</summary>
/// <param name="Command">What the agent does, as shell text.</param>
/// <param name="Code">The failure's code.</param>
/// <param name="Reason">Part of the failure's message.</param>
internal sealed record Lie(string Name, string Command, string Code, string Reason)
{
    public string Outputs { get; init; } = "src/calc.sh";

    public string Verify { get; init; } = "{run: sh tests/calc.sh}";

    /// <summary>More keys of the task.</summary>
    public string Rest { get; init; } = "";

    /// <summary>More tasks.</summary>
    public string More { get; init; } = "";

    /// <summary>Shell text that is run in the repository before its first commit.</summary>
    public string Prepare { get; init; } = "";

    /// <summary>The task whose attempt must fail.</summary>
    public string Task { get; init; } = "work";

    public override string ToString() => Name;

    public async Task MustBeCaughtAsync()
    {
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task(Command.Replace("%BATON%", FaultBench.ProgramPath, StringComparison.Ordinal), Outputs, Verify, Rest), More, Prepare);
        var failures = story.Of<RunEvent.AttemptFailed>().Where(f => f.Task.Value == Task).Select(f => f.Failure).ToList();
        Assert.True(failures.Exists(f => f.Code == Code && f.Message.Contains(Reason, StringComparison.Ordinal)),
            $"No failure '{Code}' that says '{Reason}'; there was: {string.Join("; ", failures.Select(f => $"{f.Code}: {f.Message}"))}");
        Assert.DoesNotContain(story.Of<RunEvent.Merged>(), m => m.Task.Value == Task);
        Assert.NotEqual(RunStatus.Succeeded, story.State.Status);
        Assert.Equal(story.State.IntegrationHead, await gallery.Bench.Repository.GitAsync("rev-parse", Gallery.Branch(story)));
        Assert.Empty(gallery.Bench.Processes());
    }
}
