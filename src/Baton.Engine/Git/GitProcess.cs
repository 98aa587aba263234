using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>Runs git with a clean environment, no hooks, a time limit and bounded output.</summary>
public static class GitProcess
{
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>Runs it whatever the exit code.</summary>
    /// <exception cref="GitException">There is no git, or it took too long.</exception>
    public static async Task<GitResult> RunAsync(GitCommand command, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (command.Effect is null)
        {
            return await ExecuteAsync(command, ct);
        }

        FaultPoint.Reach($"git.{command.Effect}.before");
        var result = await ExecuteAsync(command, CancellationToken.None);
        FaultPoint.Reach($"git.{command.Effect}.after");
        return result;
    }

    /// <summary>Runs it and insists on success and complete output.</summary>
    public static async Task<GitResult> RequireAsync(GitCommand command, CancellationToken ct)
    {
        var result = await RunAsync(command, ct);
        if (!result.Succeeded)
        {
            throw GitErrors.From(command, result);
        }

        return result.Truncated
            ? throw new GitException(GitFailure.Failed, $"git {command.Words[0]} printed more than {command.MaxOutputBytes} bytes in {command.Folder}.")
            : result;
    }

    private static async Task<GitResult> ExecuteAsync(GitCommand command, CancellationToken ct)
    {
        using var process = Start(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(command.Timeout);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, command.MaxOutputBytes, limit.Token);
            var error = ReadAsync(process.StandardError.BaseStream, MaxErrorBytes, limit.Token);
            await WriteAsync(process, command.Input, limit.Token);
            var (text, truncated) = await output;
            var (complaint, _) = await error;
            await process.WaitForExitAsync(limit.Token);
            var encoding = command.RawBytes ? Encoding.Latin1 : Encoding.UTF8;
            return new GitResult(process.ExitCode, encoding.GetString(text), Encoding.UTF8.GetString(complaint), truncated);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new GitException(GitFailure.TimedOut,
                $"git {command.Words[0]} did not end within {command.Timeout.TotalSeconds:0} s in {command.Folder} and was stopped. Is the disk or a content filter stuck?");
        }
    }

    private static Process Start(GitCommand command)
    {
        if (!Directory.Exists(command.Folder))
        {
            throw new GitException(GitFailure.NotARepository, $"The folder {command.Folder} does not exist.");
        }

        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in GitEnvironment.Variables.Concat(command.Environment))
        {
            start.Environment[name] = value;
        }

        foreach (var word in GitEnvironment.Settings.Concat(command.Words))
        {
            start.ArgumentList.Add(word);
        }

        try
        {
            return Process.Start(start) ?? throw new UnreachableException("git did not start.");
        }
        catch (Win32Exception cause)
        {
            throw new GitException(GitFailure.Missing, $"git could not be started ({cause.Message}). Install git 2.38 or later and see that it is on the PATH.", cause);
        }
    }

    private static async Task WriteAsync(Process process, byte[]? input, CancellationToken ct)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, ct);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git ended without reading everything; its exit code tells why.
            return;
        }
    }

    private static async Task<(byte[] Bytes, bool Truncated)> ReadAsync(Stream stream, int limit, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        var truncated = false;
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            var room = limit - (int)kept.Length;
            kept.Write(buffer, 0, Math.Min(read, room));
            truncated |= read > room;
        }

        return (kept.ToArray(), truncated);
    }
}
