using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Baton.Domain.Plans;

namespace Baton.Cli.Commands;

/// <summary>Options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document with stable fields instead of text." };

    public static Option<string?> PlanFile() => new("--plan") { Description = "The plan file whose newest run is meant. Default: the newest run of the repository here.", HelpName = "FILE" };

    public static Option<string?> Run() => new("--run") { Description = "The run, by its id. Default: the newest.", HelpName = "ID" };

    public static Option<string> By() => new("--by") { Description = "Who says so: $BATON_USER by default, else your login name.", HelpName = "NAME", DefaultValueFactory = _ => Person() };

    public static Argument<string> Plan() => new("PLAN") { Description = "The plan file (YAML)." };

    public static Argument<string?> OptionalPlan() => new("PLAN") { Description = "The plan file. Default: the newest run of the repository here.", Arity = ArgumentArity.ZeroOrOne };

    public static Argument<string> Task() => new("TASK") { Description = "The task's id." };

    /// <summary>Reads a length of time as plans write it.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static TimeSpan Age(string option, string text) => DurationText.TryParse(text, out var time, out var problem)
        ? time
        : throw new CommandFailure(ExitCode.Usage, "bad-time", $"{option} '{text}' {problem}. Write {DurationText.Forms}.");

    /// <summary>Reads a whole number from 1 to a million.</summary>
    public static int? Count(ArgumentResult result) => Number(result, 1, 1_000_000);

    /// <summary>Reads a number within bounds, and says in plain words what is taken when it is none.</summary>
    public static T? Number<T>(ArgumentResult result, T least, T most, string what = "a whole number")
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value} takes {what} from {least.ToString(null, CultureInfo.InvariantCulture)} to {most.ToString(null, CultureInfo.InvariantCulture)}, not '{text}'.");
        return null;
    }

    public static string Person() => Environment.GetEnvironmentVariable("BATON_USER") is { Length: > 0 } user ? user : Environment.UserName;
}
