using Baton.Domain.Plans;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary>A plan file that is being read while its runs are looked for: of a large one that takes as long as its runs do.</summary>
internal sealed class PlanAhead
{
    private readonly Task<PlanReading> _reading;

    private PlanAhead(string path, PlanHash? hash, Task<PlanReading> reading) => (Path, Hash, _reading) = (path, hash, reading);

    public string Path { get; }

    /// <summary>Of the file's bytes; null: it cannot be read, which <see cref="RequireAsync"/> tells.</summary>
    public PlanHash? Hash { get; }

    public static PlanAhead Start(string path)
    {
        try
        {
            var bytes = PlanFile.ReadBytes(path);
            return new PlanAhead(path, PlanFile.HashOf(bytes), Task.Run(() => PlanFile.Parse(bytes, path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new PlanAhead(path, null, Task.FromResult(PlanFile.Read(path)));
        }
    }

    /// <summary>The plan that the bytes hold, whatever is wrong with it: a run was made of it.</summary>
    public async Task<Plan> OfRunAsync() => (await _reading).Plan ?? await RequireAsync();

    /// <exception cref="CommandFailure">The file has errors, which were printed.</exception>
    public async Task<Plan> RequireAsync() => PlanInput.Require(Path, await _reading);
}
