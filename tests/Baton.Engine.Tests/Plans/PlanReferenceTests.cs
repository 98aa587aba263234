using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed partial class PlanReferenceTests
{
    private static readonly string Folder = Path.Combine(Sample.Root(), "docs", "reference");
    private static readonly string Page = File.ReadAllText(Path.Combine(Folder, "plan.md"));

    public static TheoryData<string, string> Keys
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (part, keys) in PlanKeys.All)
            {
                foreach (var key in keys)
                {
                    data.Add(part, key);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_plan_on_the_page_passes_its_check()
    {
        var plans = Block().Matches(Page).Select(m => m.Groups[1].Value).Where(t => t.Contains("baton: 1\n", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, plans.Count);
        Assert.All(plans, plan =>
        {
            var reading = Sample.Parse(plan);
            Assert.False(reading.HasErrors, Sample.Show(reading));
        });
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_page_describes_every_key(string part, string key) =>
        Assert.True(Page.Contains($"`{key}`", StringComparison.Ordinal), $"'{key}' of {part} is not in docs/reference/plan.md.");

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_schema_knows_every_key(string part, string key)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "plan.schema.json")));
        var root = schema.RootElement;
        var validator = root.GetProperty("$defs").GetProperty("validator").GetProperty("properties");
        var element = part == "plan" ? root
            : part != "validator" && PlanKeys.Validator.Contains(part) ? validator.GetProperty(part)
            : root.GetProperty("$defs").GetProperty(part);

        Assert.Contains(key, Properties(element));
    }

    [Fact]
    public void The_schema_has_no_key_that_the_reader_does_not_know()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "plan.schema.json")));
        var known = PlanKeys.All.SelectMany(p => p.Keys).ToHashSet();

        Assert.Empty(AllProperties(schema.RootElement).Except(known));
    }

    private static IEnumerable<string> Properties(JsonElement element)
    {
        if (element.TryGetProperty("anyOf", out var alternatives))
        {
            return alternatives.EnumerateArray().SelectMany(Properties);
        }

        return element.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name) : [];
    }

    private static IEnumerable<string> AllProperties(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(AllProperties),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p.Name == "properties" ? p.Value.EnumerateObject().SelectMany(k => AllProperties(k.Value).Append(k.Name)) : AllProperties(p.Value)),
        _ => [],
    };

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
