using Baton.Domain.Budgets;
using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Crash;
using Baton.EndToEnd.Tests.Faults;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>Lies about what the work took. The work may be good and is accepted; the budget does not believe the figures and says why.</summary>
[Trait("suite", "lies")]
public sealed class UsageLies
{
    private const long Allowance = 5_000;

    private static readonly (string Name, string Agent, string Says, long Charged, string Remark)[] Cases =
    [
        ("reports 0 tokens for three turns", "model", Result("\"input_tokens\":0,\"output_tokens\":0"), Allowance, "It reported 0 tokens although it tells of 3 turns"),
        ("reports 0 tokens although its agent works with a model", "priced", "baton: tokens in=0 out=0", Allowance, "agent priced works with big"),
        ("reports fewer than its stream has shown", "model", Assistant(7_000) + "\n" + Result("\"input_tokens\":10,\"output_tokens\":1"), 7_001, ""),
        ("reports tokens below zero", "model", Result("\"input_tokens\":-900,\"output_tokens\":1"), Allowance, "cannot be"),
        ("reports more tokens than there are", "model", Result("\"input_tokens\":9223372036854775807,\"output_tokens\":9223372036854775807"), Allowance, "cannot be"),
        ("reports nothing", "worker", "done", Allowance, ""),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_not_believed(string name)
    {
        var lie = Cases.Single(c => c.Name == name);
        await using var bench = await FaultBench.CreateAsync();
        await File.WriteAllTextAsync(bench.Mark("lie.sh"), $"echo a > a.txt\ncat <<'END'\n{lie.Says}\nEND\n");
        bench.WithPlan($$$"""
            baton: 1
            name: lies
            limits: {tokens: 100k}
            agents:
              worker: {driver: shell, command: [sh, {{{bench.Mark("lie.sh")}}}]}
              priced: {driver: shell, model: big, command: [sh, {{{bench.Mark("lie.sh")}}}]}
              model: {driver: claude-code, command: [sh, {{{bench.Mark("lie.sh")}}}]}
            tasks:
              work: {agent: {{{lie.Agent}}}, estimate: 1h, outputs: [a.txt], verify: [file: a.txt], allowance: {tokens: {{{Allowance}}}}}
            """);
        await TemporaryRepository.CommitAllInAsync(bench.Repository.Root, "seed");
        await bench.BatonAsync("run", "plan.yaml");
        var story = await RunStory.ReadOnlyOneAsync(bench.Repository.Root);

        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        Assert.Equal(new Figures(0, 0, 0, 0, lie.Charged), story.State.Ledger.Tokens.Total);
        var settled = Assert.Single(story.Of<RunEvent.AttemptExited>()).Settled!;
        Assert.Contains(lie.Remark, settled.Remark ?? "", StringComparison.Ordinal);
        Assert.Contains("told nothing about tokens that can be believed", (await bench.BatonAsync("budget", "plan.yaml")).Output, StringComparison.Ordinal);
    }

    private static string Assistant(long input) => $"{{\"type\":\"assistant\",\"message\":{{\"id\":\"m\",\"content\":[],\"usage\":{{\"input_tokens\":{input},\"output_tokens\":1}}}}}}";

    private static string Result(string usage) => $"{{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"num_turns\":3,\"usage\":{{{usage}}}}}";
}
