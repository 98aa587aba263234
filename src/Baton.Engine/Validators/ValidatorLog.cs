using System.Globalization;
using System.Text;
using Baton.Domain.Evidence;

namespace Baton.Engine.Validators;

/// <summary>The logs of one validation: one bounded file for each result.</summary>
internal sealed class ValidatorLog
{
    /// <summary>Output of a command beyond this many bytes is dropped.</summary>
    public const long MaxBytes = 8 * 1024 * 1024;

    private const int MaxDetail = 64 * 1024;
    private readonly string _folder;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public ValidatorLog(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>A file of its own for a validator; whatever was there from an interrupted validation is gone.</summary>
    public string Open(string name)
    {
        var safe = string.Concat(name.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).TrimStart('.');
        var stem = safe.Length == 0 ? "validator" : safe;
        var file = stem;
        for (var n = 2; !_taken.Add(file); n++)
        {
            file = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
        }

        var path = Path.Combine(_folder, file + ".log");
        File.Delete(path);
        return path;
    }

    public string GuardIndex => Path.Combine(_folder, ".guard-index");

    /// <summary>Closes a log with what was found and returns the record of it.</summary>
    public ValidatorResult Close(string path, string name, string kind, Judgement judgement, TimeSpan duration)
    {
        File.AppendAllText(path, Footer(path, judgement, duration));
        return new ValidatorResult
        {
            Name = name,
            Kind = kind,
            Verdict = judgement.Verdict,
            Reason = judgement.Reason,
            Command = judgement.Command,
            ExitCode = judgement.Process?.ExitCode,
            Duration = duration,
            Tests = judgement.Tests,
            Figures = judgement.Figures,
            LogDigest = FileDigest.Of(path),
            LogFile = Path.GetFileName(_folder) + "/" + Path.GetFileName(path),
        };
    }

    private static string Footer(string path, Judgement judgement, TimeSpan duration)
    {
        var text = new StringBuilder(File.Exists(path) && new FileInfo(path).Length > 0 ? "\n" : "");
        if (judgement.Detail is { Length: > 0 } detail)
        {
            text.Append(detail.Length > MaxDetail ? detail[..MaxDetail] + "\n(cut)" : detail).Append('\n');
        }

        if (judgement.Process is { } process)
        {
            text.Append(CultureInfo.InvariantCulture, $"-- command: {judgement.Command}\n-- exit code: {process.ExitCode}{(process.Truncated ? "; more was printed than is kept" : "")}\n");
        }

        if (judgement.Tests is { } tests)
        {
            text.Append(CultureInfo.InvariantCulture, $"-- tests: {tests.Passed} passed, {tests.Failed} failed, {tests.Skipped} skipped\n");
        }

        foreach (var figure in judgement.Figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"-- {figure.Name}: {figure.Value:0.######}{figure.Unit}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"-- {judgement.Verdict} after {Words.Time(duration)}: {judgement.Reason}\n").ToString();
    }
}
