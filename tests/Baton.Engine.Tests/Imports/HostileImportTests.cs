using System.Text;
using Xunit;

namespace Baton.Engine.Tests.Imports;

/// <summary>Foreign files are bounded as plans are.</summary>
public sealed class HostileImportTests
{
    [Theory]
    [InlineData("x.yaml", "BTN002", "ten megabytes")]
    [InlineData("x.md", "BTN002", "ten megabytes")]
    [InlineData("x.yaml", "BTN006", "nested")]
    [InlineData("x.yaml", "BTN008", "laughs")]
    [InlineData("x.md", "BTN003", "NULs")]
    [InlineData("x.md", "BTN003", "UTF-16")]
    [InlineData("x.md", "BTN004", "mojibake")]
    [InlineData("x.yaml", "BTN007", "documents")]
    [InlineData("x.md", null, "wide table")]
    [InlineData("x.md", null, "long table")]
    [InlineData("x.md", null, "arrows")]
    [InlineData("x.md", null, "brackets")]
    [InlineData("x.md", null, "digits")]
    [InlineData("x.md", null, "one name many times")]
    public void A_hostile_file_ends_in_bounded_memory(string file, string? code, string name)
    {
        var bytes = Bytes(name);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var imported = Imported.Bytes(bytes, file);

        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(memory < 600_000_000, $"{name} allocated {memory:N0} bytes.");
        Assert.True(code is null || imported.Result.Errors.Any(e => e.Finding.Code == code), imported.Show());
        Assert.InRange(imported.Result.Notes.Length, 0, 5_001);
    }

    private static byte[] Bytes(string name) => name switch
    {
        "ten megabytes" => new byte[10_000_000],
        "nested" => Encoding.ASCII.GetBytes("taskGroups: " + new string('[', 10_000)),
        "laughs" => Encoding.ASCII.GetBytes("a: &a [x]\nb: [*a, *a]\n"),
        "NULs" => new byte[100_000],
        "UTF-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("# Plan\n")],
        "mojibake" => Encoding.UTF8.GetBytes("# " + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Grüße")) + "\n"),
        "documents" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("---\ndispatcher: {}\n", 1_000))),
        "wide table" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("| Task ", 200_000)) + "|\n" + string.Concat(Enumerable.Repeat("|---", 200_000)) + "|\n| T1 |\n"),
        "long table" => Encoding.ASCII.GetBytes("| Task | Hours | Depends on |\n|---|---|---|\n" + string.Concat(Enumerable.Range(1, 10_000).Select(i => $"| T{i} | 1 | T{i - 1} |\n"))),
        "arrows" => Encoding.ASCII.GetBytes("| Task | Hours |\n|---|---|\n| T1 | 1 |\n" + string.Concat(Enumerable.Repeat("Critical path: " + string.Concat(Enumerable.Repeat("T1 -> ", 300)) + "T1 = 5 hours\n", 1_000))),
        "brackets" => Encoding.ASCII.GetBytes("| Task | Hours |\n|---|---|\n| " + string.Concat(Enumerable.Repeat("[a](b", 100_000)) + " | 1 |\n"),
        "digits" => Encoding.ASCII.GetBytes("| Task | Hours |\n|---|---|\n| T1 | " + new string('9', 1_000_000) + " |\n" + string.Concat(Enumerable.Repeat(new string('1', 1_900) + "\n", 500))),
        "one name many times" => Encoding.ASCII.GetBytes("| Task | Hours | Blocks |\n|---|---|---|\n" + string.Concat(Enumerable.Repeat("| T1 | 1 | T1 |\n", 3_000))),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such file."),
    };
}
