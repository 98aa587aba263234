using System.Diagnostics;

namespace Baton.EndToEnd.Tests.Packaging;

/// <summary>The program as <c>./baton</c> delivers it: compiled ahead, which halves the time of tests that start it often.</summary>
internal static class DeliveredProgram
{
    /// <summary>Its absolute path; built first when something changed since.</summary>
    public static string FilePath { get; } = Find();

    private static string Find()
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "baton"), ["--version"]) { RedirectStandardOutput = true };
        using var launcher = Process.Start(start)!;
        launcher.StandardOutput.ReadToEnd();
        launcher.WaitForExit();
        var current = new DirectoryInfo(Path.Combine(Checkout.Root, "artifacts", "program", "current"));
        return launcher.ExitCode == 0
            ? Path.Combine(current.ResolveLinkTarget(returnFinalTarget: true)!.FullName, "baton")
            : throw new InvalidOperationException($"./baton --version ended with exit code {launcher.ExitCode}.");
    }
}
