using System.Text;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class MutatedPlanTests
{
    private static readonly string Valid = PlanTemplate.Text("valid") + """
        risks: [{id: R1}]
        defaults: {retry: {retries: 2, backoff: linear}, workspace: worktree}
        groups: {A: {parallel: true, concurrent: 2}}
        """;

    private static readonly string[] Fragments =
        ["\n", "  ", "\t", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "#", "&a ", "*a", "!!x ", "---\n", "...\n", "%YAML 1.2\n", "? ", "~", "\r\n", "\r", "\u2028", "<<: ",
            "-9", "99999999999999999999", "1h", "tasks", "needs: [T1]\n", "\0", "é", "🎺", "..", "**", "\\", "null", "\u0085"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_mutated_plan_gives_findings_and_never_throws(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var text = Mutate(Valid, random);

            var reading = Sample.Parse(text);

            Assert.True(reading.Plan is not null || reading.HasErrors, $"Seed {seed}, round {round}: no plan and no error.");
            Assert.All(reading.Findings, f => Assert.True(f.Position is { Line: >= 1, Column: >= 1 }, $"Seed {seed}, round {round}: {f}."));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_bytes_give_findings_and_never_throw(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                Array.ConvertAll(bytes, b => (byte)(b % 95 + 32)).CopyTo(bytes, 0);
            }

            Assert.NotEmpty(PlanFile.Parse(bytes, "plan.yaml").Findings);
        }
    }

    [Fact]
    public void A_plan_cut_off_anywhere_gives_a_plan_or_an_error()
    {
        for (var length = 0; length < Valid.Length; length += 3)
        {
            var reading = PlanFile.Parse(Encoding.UTF8.GetBytes(Valid[..length]), "plan.yaml");

            Assert.True(reading.Plan is not null || reading.HasErrors, $"Cut at {length}.");
        }
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var count = random.Next(1, 6); count > 0 && mutated.Length > 0; count--)
        {
            var place = random.Next(mutated.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutated.Remove(place, Math.Min(random.Next(1, 30), mutated.Length - place));
                    break;
                case 1:
                    mutated.Insert(place, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 2:
                    mutated[place] = (char)random.Next(32, 127);
                    break;
                default:
                    mutated.Insert(place, mutated.ToString(random.Next(mutated.Length), 1));
                    break;
            }
        }

        return mutated.ToString();
    }
}
