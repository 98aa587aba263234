using System.Diagnostics;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.TestKit.Journal;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Baton.Engine.Tests.Journal;

/// <summary>A git repository of its own with a journal in it, gone after the test.</summary>
public sealed class JournalFolder : IDisposable
{
    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddTicks(1234567);
    public static readonly byte[] PlanBytes = "baton: 1\nname: sample\n"u8.ToArray();

    public JournalFolder()
    {
        Directory.CreateDirectory(Root);
        RunGit(Root, "init", "-q", "-b", "main");
    }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"baton-journal-{Guid.NewGuid():N}");

    public string File => Path.Combine(Root, ".baton", "journal.db");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<IJournalStore> OpenAsync(TimeProvider? time = null, bool create = true) => JournalFiles.OpenAsync(Root, time ?? TimeProvider.System, create, Ct);

    public static async Task<RunId> CreateRunAsync(IJournalStore store, string name = "run-1", DateTimeOffset? at = null)
    {
        var run = new RunId(name);
        await store.CreateRunAsync(run, "plans/sample.yaml", PlanBytes, JournalChild.Planned(run, PlanBytes), at ?? Now, Ct);
        return run;
    }

    public static async Task<long> OwnAsync(IJournalStore store, RunId run) =>
        Assert.IsType<LeaseOutcome.Granted>(await store.AcquireAsync(run, LeaseOwner.Current(TimeProvider.System), LeaseOwner.IsAlive, Ct)).Fence;

    public static RunEvent Note(string text) => new RunEvent.Noted(null, "test", text);

    public static async Task<List<RecordedEvent>> ReadAllAsync(IJournalStore store, RunId run, long afterSeq = 0)
    {
        var all = new List<RecordedEvent>();
        await foreach (var recorded in store.ReadAsync(run, afterSeq, Ct))
        {
            all.Add(recorded);
        }

        return all;
    }

    /// <summary>A connection beside the store's, as another program would have it.</summary>
    public void Sql(string text)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    public SqliteConnection Connect()
    {
        SqliteLibrary.Describe();
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public static string RunGit(string folder, params string[] words) => Run("git", ["-C", folder, .. words]);

    public static string Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {process.ExitCode}: {error}");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
