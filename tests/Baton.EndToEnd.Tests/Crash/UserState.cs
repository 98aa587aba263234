using Baton.TestKit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>What a person has in the main work tree and has not committed.</summary>
internal sealed record UserState(string Branch, string Subject, string Status, string Notes, string Staged)
{
    public static readonly UserState Expected = new("main", "start", "A  staged.txt| M notes.txt|?? untracked.txt", "seed\nlocal\n", "staged\n");

    /// <summary>Leaves a changed, a staged and a new file.</summary>
    public static async Task MakeDirtyAsync(string repository)
    {
        TemporaryRepository.WriteIn(repository, "notes.txt", Expected.Notes);
        TemporaryRepository.WriteIn(repository, "untracked.txt", "mine\n");
        TemporaryRepository.WriteIn(repository, "staged.txt", Expected.Staged);
        await TemporaryRepository.GitInAsync(repository, "add", "staged.txt");
    }

    public static async Task<UserState> ReadAsync(string repository)
    {
        var status = (await TemporaryRepository.GitInAsync(repository, "status", "--porcelain")).Split('\n').Order(StringComparer.Ordinal);
        return new UserState(
            await TemporaryRepository.GitInAsync(repository, "symbolic-ref", "--short", "HEAD"),
            await TemporaryRepository.GitInAsync(repository, "log", "-1", "--format=%s", "main"),
            string.Join('|', status.OrderBy(line => line[3..] == "staged.txt" ? 0 : 1)),
            await File.ReadAllTextAsync(Path.Combine(repository, "notes.txt")),
            await TemporaryRepository.GitInAsync(repository, "show", ":staged.txt") + "\n");
    }
}
