namespace Baton.Engine.Schedules.Instances;

/// <summary>
/// The Patterson format: jobs and resources, the capacities, then per job its duration, its demands, how many successors, and which. Line
/// breaks mean nothing. Jobs count from 1; the first and the last are dummies by custom and are kept.
/// </summary>
internal static class PattersonReader
{
    public static InstanceReading Read(string content, string name)
    {
        var text = new InstanceText(content);
        var jobs = text.Count("the number of jobs", 1, InstanceFile.MostJobs);
        var resources = text.Count("the number of resources", 0, InstanceFile.MostResources);
        var draft = new InstanceDraft(jobs, resources);
        for (var r = 0; r < resources; r++)
        {
            draft.Capacities[r] = text.Count($"the capacity of resource {r + 1}", 0, int.MaxValue);
        }

        var demands = new int[resources];
        for (var job = 0; job < jobs && text.Error is null; job++)
        {
            ReadJob(text, draft, job, demands);
        }

        if (!text.AtEnd)
        {
            text.Fail(text.Line, $"There is more after the last of {jobs} jobs.", "Correct the number of jobs or resources at the top, or remove the rest.");
        }

        return draft.Finish(text, name);
    }

    private static void ReadJob(InstanceText text, InstanceDraft draft, int job, int[] demands)
    {
        var line = text.Line;
        var duration = text.Number($"the duration of job {job + 1}");
        for (var r = 0; r < demands.Length; r++)
        {
            demands[r] = text.Count($"the demand of job {job + 1} for resource {r + 1}", 0, int.MaxValue);
        }

        draft.Describe(job, line, duration, demands);
        var successors = text.Count($"the number of successors of job {job + 1}", 0, draft.Jobs);
        for (var s = 0; s < successors && text.Error is null; s++)
        {
            draft.Precede(job, text.Count($"a successor of job {job + 1}", 1, draft.Jobs) - 1);
        }
    }
}
