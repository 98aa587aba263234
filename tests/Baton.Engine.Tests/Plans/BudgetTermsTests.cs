using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class BudgetTermsTests
{
    [Fact]
    public void Alerts_actions_and_money_are_read()
    {
        var reading = Sample.Parse(Plan("limits: {tokens: 200k, money: $20, spent: {tokens: 29k, money: $3}, buffer: {money: $2}, alerts: {target: 60%, warning: [75%, $12], critical: 150k}, degrade: {model: small}}", "degrade: stop"));

        Assert.False(reading.HasErrors, Sample.Show(reading));
        var limits = reading.Plan!.Limits;
        Assert.Equal((29_000, 3m, null, 2m), (limits.Spent?.Count, limits.SpentMoney?.Usd, limits.Buffer?.Count, limits.BufferMoney?.Usd));
        Assert.Equal(new BudgetAlerts(new(0.6m), new(0.75m, null, new Money(12)), new(0.95m, new Tokens(150_000))), limits.Alerts);
        Assert.Equal((new Degrade(DegradeKind.Model, "small"), new Degrade(DegradeKind.Stop)), (limits.Degrade, reading.Plan.Tasks[0].Degrade));
    }

    [Theory]
    [InlineData("limits: {tokens: 100k, alerts: {warning: 50k}}", CheckCode.BadThreshold, "'target' comes at 70,000 tokens, after 'warning' at 50,000 tokens")]
    [InlineData("limits: {tokens: 100k, alerts: {critical: 120k}}", CheckCode.BadThreshold, "'critical' comes at 120,000 tokens, after all that the limit leaves is used, 100,000 tokens")]
    [InlineData("limits: {tokens: 100k, alerts: {critical: $5}}", CheckCode.BadThreshold, "sets no limit in money")]
    [InlineData("limits: {tokens: 100k, alerts: {target: 0%}}", CheckCode.BadQuantity, "before anything is used")]
    [InlineData("limits: {tokens: 100k, degrade: {}}", CheckCode.MissingKey, "has no 'model:'")]
    [InlineData("limits: {tokens: 100k, degrade: slow}", CheckCode.BadChoice, "'slow'")]
    [InlineData("limits: {money: $5, spent: {money: $5}}", CheckCode.NoCapacity, "All money is spent")]
    [InlineData("limits: {tokens: 100k, spent: {tokens: -1}}", CheckCode.BadQuantity, "is negative")]
    public void What_cannot_be_is_an_error(string limits, string code, string message)
    {
        var reading = Sample.Parse(Plan(limits, "allowance: {tokens: 1k}"));

        var finding = Assert.Single(reading.Findings, f => f.Code == code);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allowances_in_money_reach_into_its_buffer_and_above_what_is_left()
    {
        Assert.Contains(Sample.Parse(Plan("limits: {money: $10, spent: {money: $2}, buffer: {money: $3}}", "allowance: {money: $6}")).Findings, f => f.Code == CheckCode.IntoBuffer);
        Assert.Contains(Sample.Parse(Plan("limits: {money: $10, spent: {money: $5}}", "allowance: {money: $6}")).Findings, f => f.Code == CheckCode.OverBudget);
    }

    private static string Plan(string limits, string task) => $$$"""
        baton: 1
        name: terms
        {{{limits}}}
        agents: {a: {driver: claude-code, model: big}}
        tasks:
          T1: {agent: a, estimate: 1h, verify: [file: a.txt], {{{task}}}}
        """;
}
