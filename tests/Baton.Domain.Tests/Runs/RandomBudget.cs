using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Tests.Runs;

/// <summary>Budgets that are wide, tight or too small, and reports that are honest, missing, cut off or impossible.</summary>
internal static class RandomBudget
{
    public static Plan In(Plan plan, Random random)
    {
        var (tokens, money) = (random.Next(4) > 0, random.Next(3) == 0);
        return plan with
        {
            Limits = plan.Limits with
            {
                Tokens = tokens ? new Tokens(random.Next(100, 4_000)) : null,
                Money = money ? new Money(random.Next(1, 4_000) / 300m) : null,
                Spent = tokens && random.Next(2) == 0 ? new Tokens(random.Next(100)) : null,
                Buffer = random.Next(2) == 0 ? new Tokens(random.Next(500)) : null,
                BufferMoney = random.Next(2) == 0 ? new Money(random.Next(200) / 100m) : null,
                Degrade = Degrade(random),
            },
            Agents = [.. plan.Agents.Select(a => a with { Allowance = Allowance(random, 1_500), Degrade = Degrade(random), Model = random.Next(2) == 0 ? "big" : null })],
            Tasks = [.. plan.Tasks.Select(t => t with { Allowance = Allowance(random, 400), Degrade = Degrade(random), Agent = random.Next(9) == 0 ? new AgentId("person") : t.Agent })],
        };
    }

    private static Allowance Allowance(Random random, int most) =>
        new(random.Next(3) > 0 ? new Tokens(random.Next(most)) : null, random.Next(3) == 0 ? new Money(random.Next(most) / 200m) : null);

    private static Degrade? Degrade(Random random) => random.Next(8) switch
    {
        0 => new Degrade(DegradeKind.Model, "small"),
        1 => new Degrade(DegradeKind.Pause),
        2 => new Degrade(DegradeKind.Stop),
        _ => null,
    };

    public static Usage Usage(Random random) => new()
    {
        Input = random.Next(5) > 0 ? new Tokens(Figure(random)) : null,
        Output = random.Next(5) > 0 ? new Tokens(Figure(random) / 4) : null,
        Cost = random.Next(2) == 0 ? new Money(random.Next(40) == 0 ? -1 : Math.Abs(Figure(random)) / 333m) : null,
        Turns = random.Next(3) == 0 ? random.Next(4) : null,
        Model = random.Next(4) == 0 ? "big" : null,
        Partial = random.Next(6) == 0,
    };

    private static long Figure(Random random) => random.Next(60) switch
    {
        0 => -random.Next(1_000),
        1 => long.MaxValue - random.Next(10),
        2 => random.NextInt64(1_000_000_000_000),
        < 10 => 0,
        _ => random.Next(500),
    };
}
