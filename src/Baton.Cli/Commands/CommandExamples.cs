using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Baton.Cli.Commands;

/// <summary>What stands below each command's help: invocations that work, with what they do.</summary>
internal static class CommandExamples
{
    private const string ExitCodes = """
        Exit codes:
          0 done   1 the work failed, or a check found errors   2 wrong usage   3 waits for a person
          4 refused by a rule   5 the environment does not allow it
        """;

    private static readonly Dictionary<string, (string Line, string What)[]> ByCommand = new()
    {
        ["baton"] =
        [
            ("baton init", "write plan.yaml, small and commented"),
            ("baton check plan.yaml", "is it sound?"),
            ("baton plan plan.yaml", "when will it end, and what decides that?"),
            ("baton run plan.yaml", "run it, or go on with it"),
            ("baton status", "where does the newest run here stand?"),
        ],
        ["init"] = [("baton init", "writes plan.yaml"), ("baton init plans/release.yaml", "under another name")],
        ["import"] =
        [
            ("baton import dispatcher.yaml -o plan.yaml", "a dispatcher stream of five documents"),
            ("baton import WORKPLAN.md REPORT.md -o plan.yaml", "Markdown work plans, as well as they can be read"),
            ("baton import WORKPLAN.md -o plan.yaml --json", "what was carried, guessed and not carried, as JSON"),
        ],
        ["check"] =
        [
            ("baton check plan.yaml", "findings as file:line:column, which editors understand"),
            ("baton check plan.yaml --strict", "for continuous integration: warnings fail, too"),
            ("baton check plan.yaml --json", "findings as JSON"),
            ("baton check plan.yaml --format sarif", "findings as SARIF, for a code host"),
        ],
        ["plan"] =
        [
            ("baton plan plan.yaml", "the chart in the terminal's width"),
            ("baton plan plan.yaml --width 160 --ascii", "wider, for a mail or an old terminal"),
            ("baton plan plan.yaml --with concurrent=4", "what if? The difference, with reasons"),
            ("baton plan plan.yaml --with agent.lead=2 --without T8", "several changes at once"),
            ("baton plan plan.yaml --format hours", "who works on what, hour by hour"),
            ("baton plan plan.yaml -o schedule.svg", "the chart as a picture"),
            ("baton plan plan.yaml --format graph -o graph.svg", "the dependencies as a picture"),
            ("baton plan plan.yaml -o plan.html", "the whole work plan as one page"),
            ("baton plan plan.yaml --json", "every task's start, finish, floats, slack and what it waits for"),
        ],
        ["run"] =
        [
            ("baton run plan.yaml", "to the end; after a crash or Ctrl-C the same command goes on"),
            ("baton run plan.yaml --dry-run", "what would start, in which order"),
            ("baton run plan.yaml --task parse --task totals", "these two alone"),
            ("baton run plan.yaml --ready --max 3", "at most three that could start now"),
            ("baton run plan.yaml --json", "no picture; one JSON document at the end"),
        ],
        ["list"] = [("baton list", "tasks of the newest run"), ("baton list plan.yaml", "tasks of this plan, run or not"), ("baton list --runs", "all runs of this repository")],
        ["status"] = [("baton status", "the newest run here"), ("baton status plan.yaml --json", "for scripts"), ("baton status --run 20260131-090000-1a2b", "an older run")],
        ["budget"] = [("baton budget", "of the newest run here"), ("baton budget plan.yaml --json", "for scripts"), ("baton budget --raise 50k --reason 'the parser is worth it'", "50,000 tokens more; held tasks go on")],
        ["watch"] = [("baton watch", "the live picture; Ctrl-C leaves, the run goes on"), ("baton watch --plain", "one line per event"), ("baton watch --json", "one JSON object per event")],
        ["logs"] = [("baton logs parse", "of the newest attempt"), ("baton logs parse --attempt 1", "of the first"), ("baton logs parse --follow", "while it is at work")],
        ["show"] = [("baton show parse", "why did it fail, what was checked?"), ("baton show parse --plan plan.yaml --json", "for scripts")],
        ["dead-letters"] =
        [
            ("baton dead-letters", "of the newest run, with why and how old"),
            ("baton dead-letters plan.yaml --all --json", "those decided about, too, for scripts"),
            ("baton dead-letters --expire 48h", "give up what nobody decided about for two days"),
        ],
        ["resubmit"] =
        [
            ("baton resubmit parse --instructions 'Use the old parser.'", "one, with something to mind"),
            ("baton resubmit --code timeout", "all that ran out of time"),
            ("baton resubmit --all", "everything that was given up"),
        ],
        ["resolve"] = [("baton resolve totals --reason 'done by hand elsewhere'", "what needs it keeps waiting"), ("baton resolve totals --reason 'not needed' --skip", "what needs it may start")],
        ["breaker"] =
        [
            ("baton breaker", "which are open, until when, what waits for them"),
            ("baton breaker model:opus --open --for 2h --reason 'the provider is down'", "leave it alone for a while"),
            ("baton breaker agent:backend --close --reason 'the key is renewed'", "go on at once"),
        ],
        ["conflicts"] = [("baton conflicts", "who will not merge as it is now, with whom, and in which files"), ("baton conflicts plan.yaml --json", "for scripts")],
        ["fork"] =
        [
            ("baton fork plan.yaml --from report", "a new run that does report anew, and what needs it"),
            ("baton fork plan.yaml --run 20260131-090000-1a2b", "of an older run, all that did not change"),
            ("baton fork plan.yaml --from report --dry-run", "what would be reused, and why not the rest"),
        ],
        ["retry"] = [("baton retry parse", "with its retries fresh"), ("baton retry parse --instructions 'Keep the old column names.'", "with something to mind")],
        ["skip"] = [("baton skip totals --reason 'not needed for this release'", "tasks that need it may start")],
        ["cancel"] = [("baton cancel", "the whole run"), ("baton cancel parse --reason 'wrong approach'", "one task; what needs it waits")],
        ["pause"] = [("baton pause --reason 'the test database is down'", "what is at work goes on; baton resume ends it")],
        ["resume"] = [("baton resume", "the newest run here"), ("baton resume plan.yaml", "the newest run of this plan")],
        ["approve"] = [("baton approve site", "the work is merged"), ("baton approve site --by ann --reason 'looks right'", "with who and why")],
        ["reject"] = [("baton reject site --reason 'The totals are missing.'", "the next attempt reads the reason")],
        ["done"] = [("baton done interview", "a person has finished it; now it is checked"), ("baton done interview --note 'notes are in docs/'", "with a remark")],
        ["rollback"] = [("baton rollback parse --reason 'breaks the import'", "revert it and what depends on it"), ("baton rollback parse --reason 'breaks the import' --requeue", "and do it again"), ("baton rollback parse --reason 'leaks keys' --force", "whatever else breaks by it")],
        ["adopt"] = [("baton adopt fix --reason 'hot fix'", "the next attempts start from it")],
        ["report"] =
        [
            ("baton report", "the report of the newest run"),
            ("baton report --kind log", "every attempt with its evidence"),
            ("baton report --kind memory --into docs/living-memory.md", "keep a part of that file up to date"),
            ("baton report --json", "everything as JSON"),
        ],
        ["schedule"] =
        [
            ("baton schedule j301_1.sm", "a first good schedule at once, with its lower bound"),
            ("baton schedule j30 --schedules 5000 --csv", "a folder, the same result every time"),
            ("baton schedule j120 --seconds 10 --threads 2", "ten seconds for each instance"),
            ("baton schedule patterson1.rcp --json", "one line with every job's start"),
        ],
        ["gc"] = [("baton gc --dry-run", "what would go and what stays, and why"), ("baton gc", "drop it"), ("baton gc --unmerged", "also work that no branch holds; it is lost then")],
    };

    /// <returns>Empty for a command without examples.</returns>
    public static IReadOnlyList<(string Line, string What)> Of(string command) => ByCommand.GetValueOrDefault(command, []);

    /// <summary>Lets the help of every command end with its examples.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Taught((HelpAction)help.Action!);
    }

    private sealed class Taught(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var exit = inner.Invoke(parseResult);
            var command = parseResult.CommandResult.Command;
            var to = parseResult.InvocationConfiguration.Output;
            Write(to, Of(command is RootCommand ? "baton" : command.Name));
            if (command is RootCommand)
            {
                to.WriteLine(ExitCodes);
                to.WriteLine();
            }

            return exit;
        }

        private static void Write(TextWriter to, IReadOnlyList<(string Line, string What)> examples)
        {
            to.WriteLine("Examples:");
            var width = examples.Select(e => e.Line.Length).Where(n => n <= 40).DefaultIfEmpty(0).Max();
            foreach (var (line, what) in examples)
            {
                to.WriteLine(line.Length <= width ? $"  {line.PadRight(width)}  {what}" : $"  {line}\n      {what}");
            }

            to.WriteLine();
        }
    }
}
