using System.Globalization;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

public sealed class QuotaTests
{
    /// <summary>Refuses once, with a reset six seconds ahead, and works afterwards.</summary>
    private const string Provider = """
        echo $BATON_TASK >> MARKS/calls
        if [ ! -e MARKS/refused ]; then
          touch MARKS/refused
          printf '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":%s}}\n' $(($(date +%s) + 6))
          echo '{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"limit reached"}'
          exit 1
        fi
        echo x > $BATON_TASK.txt
        echo '{"type":"result","subtype":"success","is_error":false,"result":"done"}'
        """;

    [Fact]
    public async Task One_refusal_parks_all_tasks_of_the_model_until_the_reset_and_other_models_go_on()
    {
        await using var bench = await FaultBench.CreateAsync();
        await File.WriteAllTextAsync(bench.Mark("provider.sh"), Provider.Replace("MARKS", bench.Folder, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        bench.WithPlan($$"""
            baton: 1
            name: quota
            defaults: {retry: 0}
            agents:
              ann: {driver: claude-code, model: big, concurrent: 1, command: [sh, {{bench.Mark("provider.sh")}}]}
              ben: {driver: claude-code, model: big, command: [sh, {{bench.Mark("provider.sh")}}]}
              own: {driver: shell, model: small}
            tasks:
              a: {agent: ann, outputs: [a.txt], verify: [{file: a.txt}], priority: critical}
              b: {agent: ann, outputs: [b.txt], verify: [{file: b.txt}]}
              c: {agent: ben, outputs: [c.txt], verify: [{file: c.txt}], needs: [ready]}
              ready: {agent: own, run: 'until [ -e {{bench.Mark("refused")}} ]; do sleep 0.05; done; sleep 0.5; echo x > d.txt', outputs: [d.txt], verify: [{file: d.txt}]}
            """);

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var parked = (await bench.EventsAsync()).Where(e => e.Type == "Parked").ToList();
        Assert.Equal(["a", "b", "c"], parked.Select(p => p.Task).Order());
        Assert.All(parked, p => Assert.DoesNotContain("a guess", p.Text, StringComparison.Ordinal));
        Assert.Equal(4, (await File.ReadAllLinesAsync(bench.Mark("calls"), TestContext.Current.CancellationToken)).Length);
        var report = await bench.JsonAsync("status");
        Assert.Equal("2,1,1,1", string.Join(',', new[] { "a", "b", "c", "ready" }.Select(t => FailureBench.TaskOf(report, t)["attempts"]!.AsArray().Count.ToString(CultureInfo.InvariantCulture))));
    }
}
