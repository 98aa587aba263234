using Baton.Engine.Faults;
using Baton.Engine.Journal.Postgres;
using Microsoft.Data.Sqlite;

namespace Baton.Engine.Journal;

/// <summary>Where a repository keeps its journal: <c>.baton/journal.db</c> beside <c>.git</c>, never shown by <c>git status</c>.</summary>
public static class JournalFiles
{
    public const string FolderName = ".baton";
    public const string FileName = "journal.db";

    /// <summary>What is left of a creation that was killed goes after this time.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Where the repository's journal is: in the database that <see cref="StoreAddress.Variable"/> names, or else in the repository.</summary>
    /// <param name="commonDir">The git folder that all work trees of the repository share.</param>
    /// <param name="create">As with <see cref="OpenAsync"/>.</param>
    /// <exception cref="JournalUnavailableException">Its kind and message say why, and what to do.</exception>
    public static async Task<IJournalStore> OpenChosenAsync(string repositoryRoot, string commonDir, TimeProvider time, bool create, CancellationToken ct)
    {
        if (ChosenAddress() is not { } address)
        {
            return await OpenAsync(repositoryRoot, time, create, ct);
        }

        var store = await PostgresJournalStore.OpenAsync(address, address.Repository ?? $"{Environment.MachineName}:{commonDir}", time, create, ct);
        if (create)
        {
            GitExclude.Add(repositoryRoot, FolderName + "/");
        }

        return store;
    }

    /// <summary>Whether the repository that the folder is in keeps a journal of its own; false when <see cref="StoreAddress.Variable"/> names another place.</summary>
    public static bool IsAbove(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Exists(Path.Combine(above, ".git")))
            {
                return string.IsNullOrEmpty(Environment.GetEnvironmentVariable(StoreAddress.Variable)) && File.Exists(Path.Combine(above, FolderName, FileName));
            }
        }

        return false;
    }

    private static StoreAddress? ChosenAddress()
    {
        try
        {
            return StoreAddress.FromEnvironment();
        }
        catch (FormatException e)
        {
            throw new JournalUnavailableException(JournalProblem.BadAddress, StoreAddress.Variable, e.Message, e);
        }
    }

    /// <summary>Opens the repository's journal.</summary>
    /// <param name="repositoryRoot">The top of a work tree: the folder that holds <c>.git</c> (a folder, or the file of a linked worktree).</param>
    /// <param name="create">Makes the journal when there is none; otherwise its absence is an error and nothing is written.</param>
    /// <exception cref="JournalUnavailableException">Its kind and message say why, and what to do.</exception>
    public static async Task<IJournalStore> OpenAsync(string repositoryRoot, TimeProvider time, bool create, CancellationToken ct) =>
        await Task.Run(() => Open(Path.GetFullPath(repositoryRoot), time, create), ct);

    private static SqliteJournalStore Open(string root, TimeProvider time, bool create)
    {
        var path = Path.Combine(root, FolderName, FileName);
        try
        {
            if (!File.Exists(path))
            {
                RequireCreation(root, path, create);
                GitExclude.Add(root, FolderName + "/");
                Create(path, time);
            }

            RequireContent(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }

        return SqliteJournalStore.Open(path, time);
    }

    private static void RequireCreation(string root, string path, bool create)
    {
        if (!create)
        {
            throw new JournalUnavailableException(JournalProblem.Missing, path, $"There is no journal at {path}: nothing was run in this repository yet. Start with `baton run PLAN`.");
        }

        if (!Path.Exists(Path.Combine(root, ".git")))
        {
            throw new JournalUnavailableException(JournalProblem.NoRepository, root, $"{root} is not the top folder of a git work tree. Run `git init` there, or name the right folder.");
        }
    }

    /// <summary>A journal comes into being with all its tables in one step, so an empty file is never one that was just made.</summary>
    private static void RequireContent(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            throw new JournalUnavailableException(JournalProblem.Corrupt, path,
                $"The journal {path} is empty: something cut it off. It was left as it is. Restore it from a copy, or move it away together with its -wal and -shm files.");
        }
    }

    private static void Create(string path, TimeProvider time)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        DeleteLeftovers(folder, time);
        var draft = Path.Combine(folder, $"{FileName}.{Guid.NewGuid():N}.new");
        try
        {
            using (var database = JournalDatabase.Open(draft, create: true, TimeSpan.FromSeconds(5)))
            {
                JournalSchema.Create(database);
            }

            FaultPoint.Reach("journal.create-file.before");
            File.Move(draft, path, overwrite: false);
            FaultPoint.Reach("journal.create-file.after");
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its journal is as good as this one. The draft goes below.
            FaultPoint.Reach("journal.create-file.overtaken");
        }
        finally
        {
            DeleteDraft(draft);
        }
    }

    private static void DeleteDraft(string draft)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
        {
            File.Delete(draft + suffix);
        }
    }

    private static void DeleteLeftovers(string folder, TimeProvider time)
    {
        var limit = time.GetUtcNow().UtcDateTime - LeftoverAge;
        foreach (var draft in Directory.EnumerateFiles(folder, $"{FileName}.*.new").Where(f => File.GetLastWriteTimeUtc(f) < limit))
        {
            DeleteDraft(draft);
        }
    }

    private static JournalUnavailableException Unwritable(string path, Exception e)
    {
        var full = e is IOException && (e.HResult & 0xFFFF) == 28; // ENOSPC
        return full
            ? new JournalUnavailableException(JournalProblem.DiskFull, path, $"The disk that holds {path} is full. Free some space, then try again. ({e.Message})", e)
            : new JournalUnavailableException(JournalProblem.NotWritable, path,
                $"The journal {path} cannot be made. Check the permissions of the folder, and that the file system is not mounted read-only. ({e.Message})", e);
    }
}
