using Baton.Domain.Plans;
using Baton.Engine.Dispatch;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary>A plan file that is being read while its runs are looked for: of a large one that takes as long as its runs do.</summary>
internal sealed class PlanAhead
{
    private readonly Task<PlanReading> _reading;

    private PlanAhead(string path, byte[]? bytes, Task<PlanReading> reading)
    {
        (Path, _reading) = (path, reading);
        if (bytes is not null)
        {
            (Hash, NamesNoRepository) = (PlanFile.HashOf(bytes), bytes.AsSpan().IndexOf("repository"u8) < 0);
        }
    }

    public string Path { get; }

    /// <summary>Of the file's bytes; null: it cannot be read, which <see cref="RequireAsync"/> tells.</summary>
    public PlanHash? Hash { get; }

    /// <summary>The key does not occur; false when the word does, wherever that is.</summary>
    public bool NamesNoRepository { get; }

    public static PlanAhead Start(string path)
    {
        try
        {
            var bytes = PlanFile.ReadBytes(path);
            return new PlanAhead(path, bytes, Task.Run(() => PlanFile.Parse(bytes, path) with { Source = SourceMap.None }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new PlanAhead(path, null, Task.FromResult(PlanFile.Read(path)));
        }
    }

    /// <summary>The plan that the bytes hold, whatever else is wrong with it: a run was made of it.</summary>
    /// <exception cref="OperatorException">It names a repository in a disguise, an escape for example.</exception>
    public async Task<Plan> OfRunAsync() => (await _reading).Plan is not { } plan ? await RequireAsync()
        : plan.Repository.Path is null ? plan
        : throw new OperatorException("repository-hidden", $"{Path} has the key `repository` with other letters. Write it plainly.");

    /// <exception cref="CommandFailure">The file has errors, which were printed.</exception>
    public async Task<Plan> RequireAsync() => PlanInput.Require(Path, await _reading);
}
