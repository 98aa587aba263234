using Baton.Domain.Evidence;

namespace Baton.Engine.Reports;

/// <summary>A tree that was checked for several tasks and did not pass.</summary>
/// <param name="How">What the tasks of the judgement have to do with the tree, as one word: <c>together</c>, it has the work of all of them; <c>without</c>, a rollback takes it out. A person may have insisted on that.</param>
public sealed record RefusedTree(string How, TreeJudgement Judgement)
{
    /// <summary>What did not pass.</summary>
    public IEnumerable<ValidatorResult> Objections => Judgement.Evidence.Results.Where(r => r.Verdict != Verdict.Pass);

    /// <summary>Such as <c>together T1, T2</c>.</summary>
    public override string ToString() => $"{How} {string.Join(", ", Judgement.Together)}";
}
