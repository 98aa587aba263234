using Baton.Engine.Reports;
using Xunit;

namespace Baton.Engine.Tests.Reports;

public sealed class ManagedRegionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-region-").FullName;

    private string Document => Path.Combine(_folder, "notes.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Text_outside_survives_and_two_regions_live_in_one_file()
    {
        await File.WriteAllTextAsync(Document, "# Ours\n\nBefore.\n");
        Assert.Null(await PutAsync("report", "First.\n"));
        Assert.Null(await PutAsync("memory", "Other.\n"));
        await File.AppendAllTextAsync(Document, "\nAfter.\n");
        Assert.Null(await PutAsync("report", "Second.\n\nMore.\n"));
        var text = await File.ReadAllTextAsync(Document);
        Assert.StartsWith("# Ours\n\nBefore.\n\n<!-- BATON BEGIN report sha256=", text, StringComparison.Ordinal);
        Assert.EndsWith("<!-- BATON END memory -->\n\nAfter.\n", text, StringComparison.Ordinal);
        Assert.Contains("-->\nSecond.\n\nMore.\n<!-- BATON END report -->", text, StringComparison.Ordinal);
        Assert.DoesNotContain("First.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_inside_is_refused_and_nothing_is_written()
    {
        Assert.Null(await PutAsync("report", "Ours.\n"));
        var edited = (await File.ReadAllTextAsync(Document)).Replace("Ours.", "Ours, says Ann.", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Document, edited);
        Assert.Contains("edited inside", await PutAsync("report", "New.\n"), StringComparison.Ordinal);
        Assert.Equal(edited, await File.ReadAllTextAsync(Document));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("<!-- BATON END report -->", "")]
    [InlineData("Ours.", "Ours.\n<!-- BATON BEGIN report sha256=0000000000000000000000000000000000000000000000000000000000000000 -->")]
    public async Task Damaged_markers_are_refused(string old, string now)
    {
        Assert.Null(await PutAsync("report", "Ours.\n"));
        var damaged = (await File.ReadAllTextAsync(Document)).Replace(old, now, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Document, damaged);
        Assert.Contains("damaged", await PutAsync("report", "New.\n"), StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllTextAsync(Document));
    }

    [Fact]
    public async Task The_same_text_changes_no_byte_also_where_an_editor_wrote_other_line_ends()
    {
        Assert.Null(await PutAsync("report", "One.\nTwo.\n"));
        await File.WriteAllTextAsync(Document, (await File.ReadAllTextAsync(Document)).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Null(await PutAsync("report", "One.\nTwo.\n"));
        var once = await File.ReadAllTextAsync(Document);
        Assert.Null(await PutAsync("report", "One.\nTwo.\n"));
        Assert.Equal(once, await File.ReadAllTextAsync(Document));
    }

    private Task<string?> PutAsync(string name, string text) => ManagedRegion.PutAsync(Document, name, text, CancellationToken.None);
}
