using System.Text;
using System.Text.RegularExpressions;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>The <c>pattern</c> validator: how often a regular expression matches in files of the commit.</summary>
internal sealed class PatternChecks(JudgedTree tree, TimeProvider time)
{
    private const long MaxFileBytes = 16 * 1024 * 1024;
    private const long MaxAllBytes = 256 * 1024 * 1024;
    private const int MaxListed = 200;
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AllTime = TimeSpan.FromSeconds(60);

    private readonly List<string> _places = [];
    private readonly List<string> _unread = [];
    private readonly long _began = time.GetTimestamp();
    private long _bytes;
    private long _count;

    public Judgement Run(ValidatorSpec.Pattern spec, CancellationToken ct)
    {
        if (spec.Paths.Select(CheckoutFiles.Refuse).OfType<string>().FirstOrDefault() is { } refusal)
        {
            return Judgement.Fail($"Refused: {refusal}.");
        }

        var found = spec.Paths.SelectMany(tree.Files.Find).Where(f => f.Kind != FoundKind.Folder && tree.Guard?.Tracks(f.Path) != false).DistinctBy(f => f.Path).ToList();
        if (found.FirstOrDefault(f => f.Kind is FoundKind.Outside or FoundKind.Dangling) is { } stray)
        {
            return Judgement.Fail($"{stray.Problem}.");
        }

        if (found.Count == 0)
        {
            return Judgement.NotMeasured($"No file of the commit matches {string.Join(", ", spec.Paths)}, so there is nothing to look at.");
        }

        try
        {
            CountAll(BoundedRegex.Make(spec.Regex, RegexOptions.Multiline | RegexOptions.CultureInvariant, MatchTime), found, ct);
        }
        catch (RegexMatchTimeoutException)
        {
            return Judgement.NotMeasured($"Looking for {spec.Regex} took longer than {Words.Time(MatchTime)} at one place. Write a pattern that does not backtrack.");
        }
        catch (ArgumentException e)
        {
            return Judgement.Fail($"{spec.Regex} is not a regular expression: {e.Message}");
        }

        return Judge(spec, found.Count) with { Figures = [new Figure("matches", _count), new Figure("files looked at", found.Count - _unread.Count)] };
    }

    private Judgement Judge(ValidatorSpec.Pattern spec, int files)
    {
        var text = $"{spec.Regex} matches {Times(_count)} in {Words.Count(files, "file")}";
        var judgement = _count > spec.Max ? Judgement.Fail($"{text}; at most {spec.Max} are allowed: {Words.List(_places)}.")
            : _unread.Count > 0 && (spec.Max is not null || _count < spec.Min) ? Judgement.NotMeasured($"Not everything could be looked at: {Words.List(_unread)}. {text} in the rest.")
            : _count < spec.Min ? Judgement.Fail($"{text}; at least {spec.Min} are asked for.")
            : Judgement.Pass($"{text}.");
        return judgement.WithLines(_places);
    }

    private void CountAll(Regex regex, List<FoundFile> found, CancellationToken ct)
    {
        foreach (var file in found)
        {
            if (Read(file) is { } text)
            {
                Count(regex, file.Path, text, ct);
            }
        }
    }

    private void Count(Regex regex, string path, string text, CancellationToken ct)
    {
        foreach (var match in regex.EnumerateMatches(text))
        {
            ct.ThrowIfCancellationRequested();
            _count++;
            if (_places.Count < MaxListed)
            {
                _places.Add($"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1}");
            }

            if (time.GetElapsedTime(_began) > AllTime)
            {
                _unread.Add($"{path} (the time of {Words.Time(AllTime)} is over)");
                return;
            }
        }
    }

    /// <summary>The text of a file; null, and noted, when it has none that can be looked at.</summary>
    private string? Read(FoundFile file)
    {
        _bytes += file.Bytes;
        if (file.Bytes > MaxFileBytes || _bytes > MaxAllBytes || time.GetElapsedTime(_began) > AllTime)
        {
            _unread.Add($"{file.Path} ({(file.Bytes > MaxFileBytes ? $"larger than {Words.Size(MaxFileBytes)}" : "there is too much to look at")})");
            return null;
        }

        if (file.Bytes == 0)
        {
            return "";
        }

        var bytes = File.ReadAllBytes(tree.Files.FullPath(file.Path));
        var isWide = bytes.AsSpan().StartsWith(Encoding.Unicode.Preamble) || bytes.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble);
        if (!isWide && bytes.AsSpan().Contains((byte)0))
        {
            _unread.Add($"{file.Path} (binary)");
            return null;
        }

        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static string Times(long count) => count == 1 ? "once" : $"{count} times";
}
