using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Baton.TestKit;

/// <summary>Makes commits without any work tree, many in one process of git.</summary>
public sealed class FastImport
{
    private readonly ArrayBufferWriter<byte> _stream = new();

    /// <param name="name">The full name of the ref that gets the commit.</param>
    /// <param name="from">The commit or ref it follows; null: it is a first commit.</param>
    public FastImport Commit(string name, string? from, string message)
    {
        Line($"commit {name}");
        Line("committer Tester <tester@example.invalid> 1770000000 +0000");
        Data(Encoding.UTF8.GetBytes(message));
        if (from is not null)
        {
            Line($"from {from}");
        }

        return this;
    }

    public FastImport File(string path, string text, string mode = "100644") => File(path, Encoding.UTF8.GetBytes(text), mode);

    public FastImport File(string path, ReadOnlySpan<byte> content, string mode = "100644")
    {
        Line($"M {mode} inline {Quote(path)}");
        Data(content);
        return this;
    }

    /// <summary>A pointer to a commit of another repository.</summary>
    public FastImport Submodule(string path, string commit)
    {
        Line($"M 160000 {commit} {Quote(path)}");
        return this;
    }

    public FastImport Delete(string path)
    {
        Line($"D {Quote(path)}");
        return this;
    }

    public FastImport Rename(string path, string to)
    {
        Line($"R {Quote(path)} {Quote(to)}");
        return this;
    }

    public async Task RunAsync(string folder)
    {
        var start = new ProcessStartInfo("git", ["fast-import", "--quiet", "--force"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(_stream.WrittenMemory);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git fast-import in {folder}: {await error}");
        }
    }

    private static string Quote(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private void Data(ReadOnlySpan<byte> content)
    {
        Line(string.Create(CultureInfo.InvariantCulture, $"data {content.Length}"));
        _stream.Write(content);
        _stream.Write("\n"u8);
    }

    private void Line(string text) => _stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
}
