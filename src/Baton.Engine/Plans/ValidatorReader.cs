using System.Buffers;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads lists of validators. What it does not know becomes <see cref="ValidatorSpec.Unknown"/>, which never passes.</summary>
internal sealed partial class ValidatorReader(FindingList findings)
{
    private const int MostFiles = 1_000_000;
    private const int DigestLength = 64;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly ValueReader _values = new(findings);

    public ImmutableArray<ValidatorSpec> Read(Section section)
    {
        var items = ValueReader.Items(section.Find("verify"));
        if (items.Count == 0)
        {
            return [];
        }

        var validators = ImmutableArray.CreateBuilder<ValidatorSpec>(items.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            validators.Add(ReadOne(section, item, names));
        }

        return validators.DrainToImmutable();
    }

    private ValidatorSpec ReadOne(Section section, YamlNode node, HashSet<string> names)
    {
        if (node is not YamlMap map)
        {
            _values.ReportShape(node, "a validator of " + section.What, "a mapping from its kind to what it checks");
            return new ValidatorSpec.Unknown(node.Shape) { Name = Name("unknown", null, names) };
        }

        YamlEntry? kind = null;
        foreach (var entry in map.Entries)
        {
            if (entry.Key.Value == "name")
            {
                continue;
            }

            if (kind is not null)
            {
                findings.Error(CheckCode.UnknownKey, entry.Key.Position, entry.Key.Value,
                    $"A validator of {section.What} has the key '{FindingList.Shorten(entry.Key.Value)}' beside '{FindingList.Shorten(kind.Key.Value)}'.",
                    $"Write one validator per list entry; its own keys go below '{FindingList.Shorten(kind.Key.Value)}:'.");
            }

            kind ??= entry;
        }

        var given = map.Find("name") is { } named ? _values.Text(named.Value, "the name of a validator of " + section.What) : null;
        return kind is null
            ? ReportUnknown(section, map.Position, "", Name("unknown", given, names))
            : ReadKind(section, kind, Name(kind.Key.Value, given, names, map.Find("name")));
    }

    private ValidatorSpec ReadKind(Section section, YamlEntry entry, string name)
    {
        var kind = entry.Key.Value;
        if (!PlanKeys.Validator.Contains(kind))
        {
            return ReportUnknown(section, entry.Key.Position, kind, name);
        }

        var what = $"validator '{FindingList.Shorten(name)}' of {section.What}";
        if (entry.Value is YamlScalar { IsNull: true })
        {
            findings.Error(CheckCode.MissingKey, entry.Key.Position, kind, $"The {what} says nothing about what it checks.", $"Write a value behind '{kind}:'.");
            return new ValidatorSpec.Unknown(kind) { Name = name };
        }

        return ReadNode(kind, entry.Value, what, name) ?? new ValidatorSpec.Unknown(kind) { Name = name };
    }

    /// <returns>Null when it cannot be read; a finding says why.</returns>
    private ValidatorSpec? ReadNode(string kind, YamlNode node, string what, string name)
    {
        return (kind, node) switch
        {
            ("file", not YamlMap) => new ValidatorSpec.File(_values.Texts(node, what)) { Name = name },
            ("file", _) => Keys(PlanKeys.File, ReadFile),
            ("run", not YamlMap) => _values.Command(node, what) is { } command ? new ValidatorSpec.Run(command, 0, DefaultTimeout) { Name = name } : null,
            ("run", _) => Keys(PlanKeys.Run, ReadRun),
            ("tests", _) => Keys(PlanKeys.Tests, ReadTests),
            ("scope", _) => new ValidatorSpec.Scope(_values.Texts(node, what)) { Name = name },
            ("sha256", _) => Keys(PlanKeys.Sha256, ReadSha256),
            ("json-schema", _) => Keys(PlanKeys.JsonSchema, ReadJsonSchema),
            ("fails-before", not YamlMap) => _values.Command(node, what) is { } command ? new ValidatorSpec.FailsBefore(command, 0, DefaultTimeout, []) { Name = name } : null,
            ("fails-before", _) => Keys(PlanKeys.FailsBefore, ReadFailsBefore),
            ("vulnerabilities", _) => Keys(PlanKeys.Vulnerabilities, ReadVulnerabilities),
            ("pattern", _) => Keys(PlanKeys.Pattern, ReadPattern),
            ("benchmark", _) => Keys(PlanKeys.Benchmark, ReadBenchmark),
            (_, YamlScalar question) => new ValidatorSpec.Human(question.Value) { Name = name },
            _ => Keys(PlanKeys.Human, ReadHuman),
        };

        ValidatorSpec? Keys(ImmutableArray<string> known, Func<Section, string, ValidatorSpec?> read) =>
            _values.Map(node, what) is { } map ? read(new Section(map, what, known, findings), name) : null;
    }

    private static ValidatorSpec.File ReadFile(Section file, string name)
    {
        file.Require("paths", "Add 'paths:' with a path, a glob or a list of them.");
        return new ValidatorSpec.File(file.Texts("paths"), file.Count("min", MostFiles) ?? 1, file.Size("maxSize"), file.Size("minSize") ?? 1) { Name = name };
    }

    private ValidatorSpec.Run? ReadRun(Section run, string name)
    {
        run.Require("command", "Add 'command:'.");
        var codes = ReadExitCodes(run);
        var timeout = run.Duration("timeout", positive: true) ?? DefaultTimeout;
        var matches = ReadRegex(run, "matches");
        return run.Command("command") is { } words ? new ValidatorSpec.Run(words, codes[0], timeout, matches) { Name = name, OtherExitCodes = codes[1..] } : null;
    }

    private static ValidatorSpec.Tests? ReadTests(Section tests, string name)
    {
        tests.Require("command", "Add 'command:'.");
        tests.Require("format", "Add 'format:' with one of: trx, junit, go, pytest.");
        var format = tests.Choice("format", ("trx", TestFormat.Trx), ("junit", TestFormat.JUnit), ("go", TestFormat.GoJson), ("pytest", TestFormat.Pytest));
        if (format is not (null or TestFormat.GoJson))
        {
            tests.Require("report", "Add 'report:' with the path or glob of the report that the command writes.");
        }

        return Tests(tests, format, name);
    }

    private static ValidatorSpec.Tests? Tests(Section tests, TestFormat? format, string name)
    {
        var coverage = ReadCoverage(tests);
        var min = tests.Count("min", MostFiles) ?? 1;
        var rate = tests.Share("passRate") ?? 1;
        var skipped = tests.Count("maxSkipped", MostFiles);
        var timeout = tests.Duration("timeout", positive: true) ?? DefaultTimeout;
        return tests.Command("command") is { } command && format is { } known
            ? new ValidatorSpec.Tests(command, known, tests.Text("report"), min, rate, skipped, timeout)
            {
                Name = name,
                Coverage = coverage,
                Reruns = tests.Count("reruns", MostReruns) ?? 0,
                AllowFlaky = tests.Count("allowFlaky", MostFiles) ?? 0,
                KeepsTests = tests.Flag("keepsTests") ?? false,
            }
            : null;
    }

    private ValidatorSpec.Sha256? ReadSha256(Section sha, string name)
    {
        sha.Require("path", "Add 'path:'.");
        sha.Require("digest", "Add 'digest:' with 64 hex digits, as sha256sum prints them.");
        if (sha.Text("path") is not { } path || sha.Text("digest") is not { } digest)
        {
            return null;
        }

        if (digest.Length != DigestLength || digest.AsSpan().IndexOfAnyExcept(HexDigits) >= 0)
        {
            findings.Error(CheckCode.BadPattern, sha.Find("digest")!.Position, digest, $"{sha.Name("digest")} is not a SHA-256 digest.", "Write 64 hex digits, as sha256sum prints them.");
        }

        return new ValidatorSpec.Sha256(path, digest.ToLowerInvariant()) { Name = name };
    }

    private static ValidatorSpec.Human ReadHuman(Section human, string name)
    {
        human.Require("question", "Add 'question:' with what the person has to decide.");
        return new ValidatorSpec.Human(human.Text("question") ?? "", human.Text("approver")) { Name = name };
    }

    private string? ReadRegex(Section section, string key)
    {
        if (section.Text(key) is not { } pattern)
        {
            return null;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            findings.Error(CheckCode.BadPattern, section.Find(key)!.Position, pattern, $"{section.Name(key)} is not a regular expression: {FindingList.Shorten(e.Error.ToString())} at {e.Offset}.",
                "Correct the expression; .NET's syntax counts.");
        }

        return pattern;
    }

    private ValidatorSpec.Unknown ReportUnknown(Section section, SourcePosition position, string kind, string name)
    {
        var known = $"Known validators: {string.Join(", ", PlanKeys.Validator)}.";
        findings.Error(CheckCode.UnknownValidator, position, kind,
            kind.Length == 0 ? $"A validator of {section.What} names no kind." : $"{char.ToUpperInvariant(section.What[0])}{section.What[1..]} asks for the unknown validator '{FindingList.Shorten(kind)}', which would never pass.",
            findings.IsFull(Severity.Error) ? known : Nearest.Advice(kind, PlanKeys.Validator, known));
        return new ValidatorSpec.Unknown(kind) { Name = name };
    }

    private string Name(string kind, string? given, HashSet<string> names, YamlEntry? entry = null)
    {
        if (!string.IsNullOrWhiteSpace(given))
        {
            if (!names.Add(given))
            {
                findings.Error(CheckCode.DuplicateId, entry?.Value.Position ?? new(1, 1), given, $"Two validators of one task have the name '{FindingList.Shorten(given)}'.", "Give this one another name.");
            }

            return given;
        }

        var name = kind;
        for (var number = 2; !names.Add(name); number++)
        {
            name = $"{kind}-{number}";
        }

        return name;
    }
}
