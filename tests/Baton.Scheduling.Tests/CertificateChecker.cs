namespace Baton.Scheduling.Tests;

/// <summary>Checks certificates by their definition, with nothing of the scheduler but the records.</summary>
internal static class CertificateChecker
{
    /// <returns>Null when the certificate proves its value; otherwise why it does not.</returns>
    public static string? Refusal(SchedulingProblem problem, BoundCertificate certificate) => certificate switch
    {
        BoundCertificate.Path path => OfPath(problem, path),
        BoundCertificate.Between between => OfBetween(problem, between),
        BoundCertificate.Work work => OfWork(problem, work),
        BoundCertificate.Refutation refutation => RefutationChecker.Refusal(problem, refutation),
        _ => $"unknown kind {certificate.GetType().Name}",
    };

    private static string? OfPath(SchedulingProblem problem, BoundCertificate.Path path)
    {
        if (path.Activities.IsEmpty)
        {
            return path.Value <= 0 ? null : "an empty path proves nothing";
        }

        var first = problem.Activities[path.Activities[0]];
        var at = first.FixedStart ?? first.Release;
        for (var k = 1; k < path.Activities.Length; k++)
        {
            var (before, after) = (path.Activities[k - 1], path.Activities[k]);
            if (problem.Activities[after].FixedStart is not null || !problem.Precedences.Any(e => e.Before == before && e.After == after))
            {
                return $"{before} does not hold {after}";
            }

            at += problem.Precedences.Where(e => e.Before == before && e.After == after).Max(e => e.StartLag);
        }

        return at + problem.Activities[path.Activities[^1]].Duration >= path.Value ? null : $"the path ends at {at}";
    }

    private static string? OfBetween(SchedulingProblem problem, BoundCertificate.Between between)
    {
        var (heads, tails) = (new HeadsByWork(problem, forwards: true), new HeadsByWork(problem, forwards: false));
        if ((heads.Refusal(between.Heads) ?? tails.Refusal(between.Tails)) is { } refusal)
        {
            return refusal;
        }

        var length = heads.Head[between.Activity] + problem.Activities[between.Activity].Duration + tails.Head[between.Activity];
        return length >= between.Value ? null : $"head, duration and tail of {between.Activity} are only {length}";
    }

    private static string? OfWork(SchedulingProblem problem, BoundCertificate.Work work)
    {
        var (heads, tails) = (new HeadsByWork(problem, forwards: true), new HeadsByWork(problem, forwards: false));
        if ((heads.Refusal(work.Heads) ?? tails.Refusal(work.Tails)) is { } refusal)
        {
            return refusal;
        }

        if (work.Activities.Distinct().Count() != work.Activities.Length || work.Activities.Any(i => problem.Activities[i].FixedStart is not null))
        {
            return "an activity counts twice or is fixed";
        }

        var length = work.Value - 1;
        var needed = work.Activities.Sum(i => problem.Activities[i].Duration * Amount(problem, i, work.Resource));
        long room = 0;
        for (long t = 0; t < length; t++)
        {
            var early = work.Activities.Where(i => heads.Head[i] <= t).Sum(i => (long)Amount(problem, i, work.Resource));
            var late = work.Activities.Where(i => tails.Head[i] <= length - 1 - t).Sum(i => (long)Amount(problem, i, work.Resource));
            room += Math.Min(problem.Capacities[work.Resource], Math.Min(early, late));
        }

        return needed > room ? null : $"work {needed} fits into {room} up to {length}";
    }

    internal static int Amount(SchedulingProblem problem, int activity, int resource) =>
        problem.Activities[activity].Demands.Where(d => d.Resource == resource).Sum(d => d.Amount);
}
