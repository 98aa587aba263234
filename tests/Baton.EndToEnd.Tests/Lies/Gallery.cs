using Baton.EndToEnd.Tests.Crash;
using Baton.EndToEnd.Tests.Faults;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>A small repository with a fault to mend, tests, CI and a plan, in which one agent works.</summary>
internal sealed class Gallery : IAsyncDisposable
{
    /// <summary>Mends the fault.</summary>
    public const string Mend = "sed -i 's/-/+/' src/calc.sh";

    private Gallery(FaultBench bench) => Bench = bench;

    public FaultBench Bench { get; }

    public static async Task<Gallery> OpenAsync()
    {
        var bench = await FaultBench.CreateAsync();
        bench.Environment["LIES"] = bench.Folder;
        bench.Environment["API_SECRET"] = "gallery-secret-7f3a91c2";
        foreach (var (path, text) in Seed)
        {
            bench.Repository.Write(path, text);
        }

        return new Gallery(bench);
    }

    /// <summary>Runs a plan with the task <c>work</c>, and whatever else it says, to its end.</summary>
    public async Task<RunStory> RunAsync(string task, string more, string prepare)
    {
        Bench.WithTasks($"{task}\n{more}".TrimEnd(), "env: [LIES]");
        if (prepare.Length > 0)
        {
            Assert.Equal(0, (await Bench.ShellAsync(prepare)).ExitCode);
        }

        await TemporaryRepository.CommitAllInAsync(Bench.Repository.Root, "seed");
        await Bench.BatonAsync("run", "plan.yaml");
        return await RunStory.ReadOnlyOneAsync(Bench.Repository.Root);
    }

    /// <summary>The task <c>work</c> in the plan's words.</summary>
    public static string Task(string command, string outputs, string verify, string rest = "") =>
        $"work:\n  outputs: [{outputs}]\n  verify: [{verify}]\n{(rest.Length > 0 ? $"  {rest.ReplaceLineEndings("\n  ")}\n" : "")}  run: |\n    {command.ReplaceLineEndings("\n    ")}";

    public static string Branch(RunStory story) => story.State.Origin.IntegrationBranch;

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private static readonly (string Path, string Text)[] Seed =
    [
        ("src/calc.sh", "add() { echo $(($1 - $2)); }\n"),
        ("src/note.txt", "note\n"),
        ("tests/calc.sh", ". ./src/calc.sh\ntest \"$(add 2 3)\" = 5\n"),
        ("tests/junit.sh", "mkdir -p out; . ./src/calc.sh\nif [ -n \"$SKIP\" ]; then r='<skipped/>'; c=1,s=1; elif [ \"$(add 2 3)\" = 5 ]; then r=; else r='<failure/>'; fi\n"
            + "echo \"<testsuite><testcase name='adds'>$r</testcase></testsuite>\" > out/report.xml\n[ \"$r\" != '<failure/>' ]\n"),
        ("check.sh", "sh tests/calc.sh\n"),
        ("Makefile", "test:\n\tsh tests/calc.sh\n"),
        ("package.json", "{\"scripts\": {\"test\": \"sh tests/calc.sh\"}}\n"),
        (".github/workflows/ci.yml", "on: push\n"),
        (".gitignore", "out/\n*.tmp\n"),
    ];
}
