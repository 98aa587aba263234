using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

/// <summary>This test program as an orchestrator that starts one attempt and is killed: in the middle of starting, or right after it.</summary>
internal static class StarterProgram
{
    private const string Request = "BATON_TEST_STARTER";

    /// <param name="faultPoint">The fault point at which it dies, counting from 1; null: after the start.</param>
    public static async Task StartAndDieAsync(string folder, string cookie, string script, long maxOutputBytes, int? faultPoint = null)
    {
        var program = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Baton.Engine.Tests")) { RedirectStandardOutput = true };
        program.Environment[Request] = string.Join('\u001f', folder, cookie, script, maxOutputBytes.ToString(CultureInfo.InvariantCulture));
        if (faultPoint is { } number)
        {
            program.Environment["BATON_FAULT_AT"] = number.ToString(CultureInfo.InvariantCulture);
        }

        using var starter = Process.Start(program)!;
        await starter.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(137, starter.ExitCode);
    }

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Request)?.Split('\u001f') is not [var folder, var cookie, var script, var max])
        {
            return;
        }

        var environment = ImmutableDictionary<string, string>.Empty.Add("PATH", Environment.GetEnvironmentVariable("PATH")!);
        var spec = new AttemptProcessSpec(
            folder, ["/bin/sh", "-c", script], folder, environment, null, cookie, long.Parse(max, CultureInfo.InvariantCulture));
        new AttemptProcesses(TimeProvider.System).StartAsync(spec, CancellationToken.None).GetAwaiter().GetResult();
        using var self = Process.GetCurrentProcess();
        self.Kill();
        self.WaitForExit();
    }
}
