using System.Text;
using Baton.Engine.Tests.Plans;
using Xunit;

namespace Baton.Engine.Tests.Imports;

public sealed class MutatedImportTests
{
    private static readonly string[] Fragments = ["|", "\n", ": ", "- ", "[", "{", "T1", "T99-T1", "(", ")", "→", "\"", "---\n", "5h", "-1", "99999999999999999999", "\t", "#", "`", "ü", "& *"];

    [Theory]
    [InlineData("dispatcher.yaml", 1)]
    [InlineData("phase-1.md", 2)]
    [InlineData("phase-5.3.md", 3)]
    public void A_mutated_foreign_plan_gives_a_plan_or_errors_and_never_throws(string file, int seed)
    {
        var random = new Random(seed);
        var text = File.ReadAllText(Path.Combine(Sample.Root(), "examples", "import", file));
        for (var round = 0; round < 200; round++)
        {
            var mutated = new StringBuilder(text);
            for (var count = random.Next(1, 12); count > 0; count--)
            {
                var place = random.Next(mutated.Length);
                _ = random.Next(3) switch
                {
                    0 => mutated.Remove(place, Math.Min(random.Next(1, 40), mutated.Length - place)),
                    1 => mutated.Insert(place, Fragments[random.Next(Fragments.Length)]),
                    _ => mutated.Insert(place, mutated.ToString(random.Next(mutated.Length), 1)),
                };
            }

            var imported = Imported.Text(mutated.ToString(), file);

            Assert.True((imported.Result.Yaml is null) == (imported.Result.Errors.Length > 0), $"Seed {seed}, round {round}.");
            Assert.True(imported.Result.Yaml is null || imported.Reading.Plan is not null, $"Seed {seed}, round {round}: what was written is no plan.\n{imported.Show()}\n{imported.Result.Yaml}");
        }
    }
}
