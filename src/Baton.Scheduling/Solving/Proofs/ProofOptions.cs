namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Which question a proof asks first.</summary>
internal enum ProofDirection
{
    /// <summary>Turns between the two.</summary>
    Both,

    /// <summary>Is there a schedule as short as the bound? If not, the bound rises.</summary>
    FromBelow,

    /// <summary>Is there a schedule shorter than the best?</summary>
    FromAbove,
}

/// <summary>How a proof is searched for. The same options, problem and incumbent give the same result when nothing else works on the incumbent.</summary>
internal sealed record ProofOptions
{
    /// <summary>Contradictions to learn from before it gives up. Null: until closed or cancelled.</summary>
    public long? MaxConflicts { get; init; }
    public ProofDirection Direction { get; init; } = ProofDirection.Both;

    /// <summary>Contradictions before the first restart; the others follow M. Luby's sequence.</summary>
    public int RestartAfter { get; init; } = 100;

    /// <summary>Takes the steps of the proof; then bounds found elsewhere are not used. Null: nothing is kept.</summary>
    public RefutationLog? Log { get; init; }

    /// <summary>For searches side by side on one incumbent: each asks another question or restarts at another pace.</summary>
    /// <param name="number">From 0.</param>
    public static ProofOptions ForThread(int number) => new()
    {
        Direction = number switch { 0 => ProofDirection.Both, 1 => ProofDirection.FromAbove, _ => (ProofDirection)(number % 3) },
        RestartAfter = 100 + (60 * number),
    };
}
