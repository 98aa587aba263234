using System.Text;

namespace Baton.Engine.Plans;

/// <summary>A first plan to change.</summary>
public static class PlanTemplate
{
    private const int LongestName = 64;

    /// <summary>A small plan with comments that passes its own check without warnings.</summary>
    /// <param name="name">Becomes the plan's name; what a name cannot hold is replaced by '-'.</param>
    public static string Text(string name) => $$"""
        # A plan for Baton: tasks, who does them, what they need, what they must produce, how that is checked, what it may cost.
        # Every key is described in docs/reference/plan.md of Baton. Check it with: baton check plan.yaml
        baton: 1
        name: {{Name(name)}}
        title: A first plan

        limits:
          concurrent: 2            # attempts at once
          timeout: 1h              # the whole run is cancelled after this, its work kept

        agents:
          script:
            driver: shell          # runs the 'run:' of its tasks; 'claude-code' starts a coding agent, 'human' asks a person
            concurrent: 2

        tasks:
          greeting:
            title: Write a greeting
            agent: script
            estimate: 5m
            run: mkdir -p hello && echo "Hello" > hello/greeting.txt
            outputs: [hello/greeting.txt]
            verify:
              - file: hello/greeting.txt
              - run: grep -q Hello hello/greeting.txt

          letter:
            title: Write a letter around the greeting
            agent: script
            estimate: 10m
            needs: [greeting]
            inputs: [hello/greeting.txt]
            run: (cat hello/greeting.txt; echo "This letter was checked before it was merged.") > hello/letter.txt
            outputs: [hello/letter.txt]
            verify:
              - run: {command: head -n 1 hello/letter.txt, matches: "^Hello$"}
              - scope: []          # nothing else was touched

        """;

    private static string Name(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
        {
            text.Append(char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' ? character : '-');
        }

        var clean = text.ToString().Trim('-', '.', '_');
        clean = clean.Length > LongestName ? clean[..LongestName] : clean;
        return clean.Length == 0 ? "plan" : NeedsQuotes(clean) ? $"\"{clean}\"" : clean;
    }

    /// <summary>What YAML would not read as text without quotes.</summary>
    private static bool NeedsQuotes(string name) => name is "null";
}
