using System.Diagnostics;

namespace Baton.EndToEnd.Tests.Packaging;

/// <summary>What a program left behind when it ended.</summary>
internal sealed record Execution(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end; one that outlives ten minutes is killed with its children.</summary>
    /// <param name="environment">Added to ours; null removes a name.</param>
    public static async Task<Execution> RunAsync(string folder, IReadOnlyDictionary<string, string?>? environment, params string[] words)
    {
        using var process = Start(folder, environment, words);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public static Process Start(string folder, IReadOnlyDictionary<string, string?>? environment, params string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start.");
    }

    public Execution MustSucceed() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"Exit code {ExitCode}.\n{Output}\n{Error}");
}
