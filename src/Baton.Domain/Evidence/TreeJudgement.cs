using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Evidence;

/// <summary>
/// What a task's validators found on a tree that was computed and is on no branch yet. Known by its tree: computed once more after a kill, the same
/// tree is in another commit, since commits carry the time.
/// </summary>
/// <param name="Onto">The integration commit that the tree was computed on; protected files were as they are there.</param>
/// <param name="Tree">The tree that was judged.</param>
/// <param name="Together">The tasks whose work the tree brings or takes out, in order; what they may change was not put back before the checks.</param>
/// <param name="Evidence">Names no commit: the one that was checked out may never be on a branch.</param>
public sealed record TreeJudgement(string Onto, string Tree, ImmutableArray<TaskId> Together, EvidenceRecord Evidence)
{
    /// <summary>It holds for this tree, made of the same work.</summary>
    public bool IsOf(string onto, string tree, IEnumerable<TaskId> together) => Onto == onto && Tree == tree && Together.SequenceEqual(together);
}
