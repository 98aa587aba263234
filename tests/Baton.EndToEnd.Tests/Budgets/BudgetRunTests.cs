using System.Text.Json.Nodes;
using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Crash;
using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit.ScriptedModelServer;
using Xunit;

namespace Baton.EndToEnd.Tests.Budgets;

/// <summary>Whole runs of the real program whose agents report what they use, or do not.</summary>
[Trait("suite", "budget")]
public sealed class BudgetRunTests
{
    private static readonly string Claude = Environment.GetEnvironmentVariable("BATON_CLAUDE")
        ?? Path.Combine(Checkout.Root, "artifacts", "tools", "claude", "node_modules", ".bin", "claude");

    [Fact]
    public async Task Reports_settle_as_measured_silence_as_estimated_and_every_document_tells_it()
    {
        using var folder = Plan("limits: {tokens: 100k, money: $10, buffer: 10k}", """
              told:
                outputs: [a.txt]
                allowance: {tokens: 20k, money: $2}
                run: |
                  echo a > a.txt; echo 'baton: tokens in=12000 out=3000 cost=1.25'
              silent:
                outputs: [b.txt]
                needs: [told]
                allowance: {tokens: 5k}
                run: echo b > b.txt
            """);
        await folder.JsonAsync(0, "run", "plan.yaml");
        var json = await folder.JsonAsync(0, "budget", "plan.yaml");
        var tokens = json["budget"]!["tokens"]!;
        Assert.Equal((15_000m, 5_000m, 0m, 80_000m), (Number(tokens, "measured"), Number(tokens, "estimated"), Number(tokens, "reserved"), Number(tokens, "available")));
        Assert.Equal((10_000m, 70_000m, 20_000m, 1.3333m), (Number(tokens, "bufferLeft"), Number(tokens, "reserve"), Number(tokens["forecast"]!, "atCompletion"), Number(tokens["forecast"]!, "costIndex")));
        Assert.Equal((1.25m, 8.75m), (Number(json["budget"]!["money"]!, "settled"), Number(json["budget"]!["money"]!, "available")));
        Assert.Equal(["told", "silent"], json["budget"]!["tasks"]!.AsArray().Select(t => t!["id"]!.GetValue<string>()));
        Assert.Equal(1, json["budget"]!["attemptsNotMeasured"]!.GetValue<int>());
        Assert.Equal(json["budget"]!.ToJsonString(), JsonNode.Parse((await folder.InAsync(folder.Repository, BatonFolder.Program, "budget", json["run"]!.GetValue<string>(), "--json")).MustSucceed().Output)!["budget"]!.ToJsonString());

        Assert.Contains("Budget: 20,000 tokens of 100,000 tokens used (5,000 tokens estimated, reserve 70,000 tokens, forecast 20,000 tokens); $1.25 of $10.00 used", await TextAsync(folder, "status"), StringComparison.Ordinal);
        var shown = await TextAsync(folder, "budget");
        Assert.Contains("settled, measured", shown, StringComparison.Ordinal);
        Assert.Contains("1 of 2 attempts told nothing about tokens that can be believed; they are charged their whole allowance, or what was seen if that is more.", shown, StringComparison.Ordinal);
        foreach (var document in new[] { await TextAsync(folder, "report"), await TextAsync(folder, "report", "--kind", "memory") })
        {
            Assert.Contains("| settled, estimated | 5,000 tokens |", document, StringComparison.Ordinal);
            Assert.Contains("| forecast at completion | 20,000 tokens (cost index 1.33) |", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task More_than_the_limit_is_said_in_plain_words()
    {
        using var folder = Plan("limits: {tokens: 6k}", """
              burn:
                outputs: [a.txt]
                allowance: {tokens: 4k}
                run: |
                  echo a > a.txt; echo 'baton: tokens in=7000 out=0'
            """);
        await folder.BatonAsync("run", "plan.yaml");
        Assert.Contains("none: used and planned are 1,000 tokens over the limit", await TextAsync(folder, "budget"), StringComparison.Ordinal);
        Assert.Contains("used and planned are 1,000 tokens over the limit", await TextAsync(folder, "status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_budget_ends_attempts_with_their_work_kept_and_a_raise_lets_them_go_on()
    {
        using var folder = Plan("limits: {tokens: 10k, alerts: {warning: 6k, target: 5k}}", """
              burn:
                outputs: [a.txt]
                allowance: {tokens: 4k}
                run: |
                  echo half > a.txt
                  [ $BATON_ATTEMPT_NUMBER = 1 ] || exit 0
                  for i in 1 2 3 4 5 6; do echo 'baton: tokens in=2000 out=0'; sleep 0.3; done
                  sleep 600
              later: {needs: [burn], outputs: [b.txt], run: echo b > b.txt}
            """);
        var report = await folder.JsonAsync(3, "run", "plan.yaml");
        var attempt = Assert.Single(report["tasks"]![0]!["attempts"]!.AsArray())!;
        Assert.Equal(("Budget", "budget", "Blocked"), (attempt["stopped"]!.GetValue<string>(), attempt["failureCode"]!.GetValue<string>(), report["tasks"]![0]!["status"]!.GetValue<string>()));
        Assert.Equal(1, report["totals"]!["stopped"]!.GetValue<int>());
        Assert.Equal("half", await folder.GitAsync("show", $"{attempt["ref"]}:a.txt"));
        var kinds = report["budget"]!["alerts"]!.AsArray().Select(a => a!["kind"]!.GetValue<string>()).ToList();
        Assert.All(["Target", "Warning", "Critical", "Allowance", "Reserve", "Exhausted"], k => Assert.Single(kinds, k));
        Assert.Contains("Escalated to a person.", await TextAsync(folder, "status"), StringComparison.Ordinal);
        Assert.Contains("- Budget: The run has used", await TextAsync(folder, "report", "--kind", "memory"), StringComparison.Ordinal);
        Assert.InRange((await RunStory.ReadOnlyOneAsync(folder.Repository)).Of<RunEvent.UsageNoted>().Count(), 2, 6);

        Assert.Equal(2, (await folder.BatonAsync("budget", "plan.yaml", "--raise", "50k")).ExitCode);
        Assert.Equal(4, (await folder.BatonAsync("budget", "plan.yaml", "--raise", "$5", "--reason", "x")).ExitCode);
        (await folder.BatonAsync("budget", "plan.yaml", "--raise", "50k", "--reason", "worth it")).MustSucceed();
        var done = await folder.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal(60_000m, Number(done["budget"]!["tokens"]!, "limit"));
        Assert.Equal("half", await folder.GitAsync("show", $"{done["integrationBranch"]}:a.txt"));
    }

    [Fact]
    public async Task What_cannot_fit_is_blocked_with_the_figures_and_the_rest_goes_on()
    {
        using var folder = Plan("limits: {tokens: 10k, concurrent: 1}", """
              first: {outputs: [a.txt], allowance: {tokens: 3k}, priority: critical, run: "echo a > a.txt; echo 'baton: tokens in=5000 out=1000'"}
              large: {outputs: [b.txt], allowance: {tokens: 6k}, needs: [first], run: echo b > b.txt}
              small: {outputs: [c.txt], allowance: {tokens: 1k}, needs: [first], run: "echo c > c.txt; echo 'baton: tokens in=900 out=0'"}
            """);
        var report = await folder.JsonAsync(3, "run", "plan.yaml");
        Assert.Equal(["Complete", "Blocked", "Complete"], report["tasks"]!.AsArray().Select(t => t!["status"]!.GetValue<string>()));
        Assert.Matches("large needs 6,000 tokens, and the budget has 4,000 tokens left: 10,000 tokens less 6,000 tokens settled", report["tasks"]![1]!["reason"]!.GetValue<string>());
        Assert.Contains("baton budget --raise", await TextAsync(folder, "status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_allowance_the_next_attempt_asks_for_the_model_of_the_plan()
    {
        using var folder = Plan("limits: {tokens: 100k}", """
              work:
                agent: model
                outputs: [a.txt]
                allowance: {tokens: 1k}
                degrade: {model: small}
                retry: {retries: 1, initial: 100ms}
                verify: [run: grep -q small a.txt]
            """);
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "model.sh"), """
            echo "$@" > a.txt
            echo '{"type":"assistant","message":{"id":"m1","content":[],"usage":{"input_tokens":1300,"output_tokens":1}}}'
            echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"total_cost_usd":0.01,"usage":{"input_tokens":1300,"output_tokens":200}}'
            """);
        var report = await folder.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal(2, report["tasks"]![0]!["attempts"]!.AsArray().Count);
        var said = await folder.GitAsync("show", $"{report["integrationBranch"]}:a.txt");
        Assert.Contains("--model small", said, StringComparison.Ordinal);
        var alert = Assert.Single(report["budget"]!["alerts"]!.AsArray(), a => a!["kind"]!.GetValue<string>() == "Allowance")!;
        Assert.Equal(("work", "model small", 1_500m), (alert["task"]!.GetValue<string>(), alert["degrade"]!.GetValue<string>(), Number(alert, "used")));
    }

    /// <summary>The real Claude Code asks a scripted model that never comes to an end; its stream alone shows what it uses.</summary>
    [Fact]
    [Trait("suite", "claude")]
    public async Task Claude_code_is_ended_while_it_works_when_the_budget_is_used_up()
    {
        Assert.SkipUnless(File.Exists(Claude), "Claude Code is not installed for the tests; ./test installs it.");
        await using var server = new AnthropicServer(
            ModelReply.WriteFile("a.txt", "one\n"), ModelReply.WriteFile("b.txt", "two\n"), ModelReply.WriteFile("c.txt", "three\n"), new ModelReply.Hang());
        var granted = string.Join(", ", server.Environment().Select(e => $"{{{e.Key}: {JsonValue.Create(e.Value)!.ToJsonString()}}}"));
        using var folder = Plan("limits: {tokens: 2500}", "  work: {agent: claude, outputs: [a.txt, b.txt], authority: {write: ['**']}, allowance: {tokens: 1200}, instructions: Write three files.}",
            $"  claude: {{driver: claude-code, command: [{JsonValue.Create(Claude)!.ToJsonString()}], env: [{granted}]}}\n");
        var report = await folder.JsonAsync(3, "run", "plan.yaml");
        var attempt = Assert.Single(report["tasks"]![0]!["attempts"]!.AsArray())!;
        Assert.Equal("Budget", attempt["stopped"]!.GetValue<string>());
        Assert.Equal("one", await folder.GitAsync("show", $"{attempt["ref"]}:a.txt"));
        var tokens = report["budget"]!["tokens"]!;
        Assert.Equal(0, Number(tokens, "measured"));
        Assert.InRange(Number(tokens, "estimated"), 2_500, 5_000);
    }

    private static BatonFolder Plan(string limits, string tasks, string agents = "")
    {
        var folder = new BatonFolder();
        Directory.CreateDirectory(Path.Combine(folder.Folder, "seed"));
        File.WriteAllText(Path.Combine(folder.Folder, "seed", "README.md"), "A repository.\n");
        File.WriteAllText(Path.Combine(folder.Folder, "plan.yaml"), $"""
            baton: 1
            name: budget
            repository: {"{path: .repo, template: seed}"}
            {limits}
            defaults: {"{agent: script, retry: 0}"}
            agents:
              script: {"{driver: shell}"}
              model: {"{driver: claude-code, model: big, command: [sh, " + Path.Combine(folder.Folder, "model.sh") + "]}"}
            {agents}tasks:
            {tasks}
            """);
        return folder;
    }

    private static async Task<string> TextAsync(BatonFolder folder, string command, params string[] more) =>
        (await folder.BatonAsync([command, "plan.yaml", .. more])).MustSucceed().Output;

    private static decimal Number(JsonNode node, string name) => node[name]!.GetValue<decimal>();
}
