using Baton.Domain.Plans;

namespace Baton.Simulation.Scenarios;

/// <summary>Limits, allowances and what happens beyond them, so narrow that many runs reach them.</summary>
internal static class RandomBudget
{
    public static Plan In(Plan plan, Random random)
    {
        var total = plan.Tasks.Length * 1_000;
        var tokens = random.Next(4) > 0 ? new Tokens(random.Next(total / 2, total * 3)) : (Tokens?)null;
        var money = tokens is null || random.Next(3) == 0 ? new Money(random.Next(total / 2, total * 3) / 1_000m) : (Money?)null;
        return plan with
        {
            Limits = plan.Limits with
            {
                Tokens = tokens,
                Money = money,
                Spent = tokens is not null && random.Next(4) == 0 ? new Tokens(random.Next(total / 4)) : null,
                Buffer = tokens is not null && random.Next(3) == 0 ? new Tokens(random.Next(1_000)) : null,
                Degrade = random.Next(2) == 0 ? Degrade(random) : null,
            },
            Agents = [.. plan.Agents.Select(a => a with { Allowance = random.Next(4) == 0 ? Allowance(random, total) : new(), Degrade = random.Next(4) == 0 ? Degrade(random) : null })],
            Tasks = [.. plan.Tasks.Select(t => t with { Allowance = random.Next(4) > 0 ? Allowance(random, 1_500) : new(), Degrade = random.Next(5) == 0 ? Degrade(random) : null })],
        };
    }

    private static Degrade Degrade(Random random) => random.Next(4) switch
    {
        0 => new Degrade(DegradeKind.Pause),
        1 => new Degrade(DegradeKind.Stop),
        _ => new Degrade(DegradeKind.Model, random.Next(2) == 0 ? "small" : "large"),
    };

    private static Allowance Allowance(Random random, int most) => random.Next(3) switch
    {
        0 => new Allowance(null, new Money(random.Next(most) / 1_000m)),
        1 => new Allowance(new Tokens(random.Next(most)), new Money(random.Next(most) / 1_000m)),
        _ => new Allowance(new Tokens(random.Next(most))),
    };
}
