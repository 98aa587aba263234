using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AttemptEnvironmentTests
{
    private static readonly Dictionary<string, string> Own = new() { ["PATH"] = "/bin", ["API_KEY"] = "hunter2-hunter2", ["TZ"] = "UTC", ["UNRELATED"] = "1" };

    [Fact]
    public void Nothing_comes_in_that_was_not_granted()
    {
        var environment = AttemptEnvironment.For(Brief.In("/a"), Own.GetValueOrDefault).Variables;
        Assert.DoesNotContain("API_KEY", environment.Keys);
        Assert.DoesNotContain("UNRELATED", environment.Keys);
        Assert.Equal(("/bin", "UTC", "/a/home", "/a/tmp"), (environment["PATH"], environment["TZ"], environment["HOME"], environment["TMPDIR"]));
    }

    [Fact]
    public void Task_grants_win_over_agent_grants_over_plan_grants_and_missing_ones_are_listed()
    {
        var brief = Brief.In(
            "/a",
            t => t with { Environment = [new("LEVEL", "task"), new("GONE")] },
            a => a with { Environment = [new("LEVEL", "agent"), new("API_KEY")] },
            p => p with { Environment = [new("LEVEL", "plan"), new("CI", "true"), new("BATON_RUN", "forged")] });
        var environment = AttemptEnvironment.For(brief, Own.GetValueOrDefault);
        Assert.Equal(("task", "true", "hunter2-hunter2"), (environment.Variables["LEVEL"], environment.Variables["CI"], environment.Variables["API_KEY"]));
        Assert.Equal(["GONE"], environment.Missing);
        Assert.Equal(brief.Run.Value, environment.Variables["BATON_RUN"]);
    }

    [Fact]
    public void The_work_is_described()
    {
        var brief = Brief.In(
            "/a",
            t => t with { Outputs = [new("x.ts"), new("y/**")], Estimate = Estimate.Exactly(TimeSpan.FromMinutes(90)) },
            plan: p => p with { HourPace = TimeSpan.FromMilliseconds(40) });
        var environment = AttemptEnvironment.For(brief, Own.GetValueOrDefault).Variables;
        Assert.Equal("x.ts\ny/**", environment["BATON_OUTPUTS"]);
        Assert.Equal(("1.5", "0.04"), (environment["BATON_ESTIMATE_HOURS"], environment["BATON_HOUR_SECONDS"]));
        Assert.Equal("20260101-000000-abcd/T1/2", environment["BATON_ATTEMPT"]);
    }

    [Theory]
    [InlineData("API_KEY", "hunter2-hunter2", true)]
    [InlineData("MY_PASSWORD", "p@ss w/rd", true)]
    [InlineData("OPAQUE", "f3Kq9ZtP0xWm7LbV2sYd", true)]
    [InlineData("CI", "true", false)]
    [InlineData("HOME", "/home/somebody/with/a/long/path", false)]
    [InlineData("TOKEN_COUNT", "5", false)]
    public void Secrets_are_hidden_in_every_usual_form(string name, string value, bool secret)
    {
        var redactor = new SecretRedactor([new(name, value)]);
        string[] forms = [value, Uri.EscapeDataString(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value))];
        foreach (var form in forms)
        {
            Assert.Equal(secret, redactor.Redact($"before {form} after").Contains($"[redacted:{name}]", StringComparison.Ordinal));
            Assert.Equal(!secret, redactor.Redact($"before {form} after").Contains(form, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("u:")]
    [InlineData("us:")]
    [InlineData("use:")]
    public void A_secret_inside_a_basic_authorization_is_hidden(string before)
    {
        var header = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "f3Kq9ZtP0xWm7LbV2sYd"));
        Assert.Contains("[redacted:API_KEY]", new SecretRedactor([new("API_KEY", "f3Kq9ZtP0xWm7LbV2sYd")]).Redact(header), StringComparison.Ordinal);
    }
}
