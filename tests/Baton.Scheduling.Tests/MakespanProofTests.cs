using System.Globalization;
using Xunit;

namespace Baton.Scheduling.Tests;

/// <summary><c>BATON_TEST_SEEDS</c> turns the number of random problems up.</summary>
public sealed class MakespanProofTests
{
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seeds) ? seeds : 1_500;

    [Fact]
    public void Proven_makespans_of_small_problems_are_the_brute_force_optimum_and_their_certificates_hold()
    {
        var kinds = new HashSet<Type>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 6), 1 + (seed % 3));
            var proof = Prove(problem, certify: true);
            var best = BruteForce.Makespan(problem, proof.Makespan);
            Assert.True(proof.IsOptimal && proof.Makespan == best, $"seed {seed}: {proof.LowerBound} to {proof.Makespan}, optimum {best}");
            Assert.Empty(ScheduleChecker.Violations(problem, proof.Start, proof.Makespan).Select(v => $"seed {seed}: {v}"));
            Assert.Equal(proof.LowerBound, proof.Certificate!.Value);
            Assert.Null(CertificateChecker.Refusal(problem, proof.Certificate) is { } refusal ? $"seed {seed}: {refusal}" : null);
            kinds.Add(proof.Certificate.GetType());
        }

        Assert.Equal(4, kinds.Count);
    }

    [Fact]
    public void Bounds_without_search_stay_below_the_optimum_and_their_certificates_hold()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = RandomProblems.Draw(seed, 10 + (seed % 12), 1 + (seed % 3));
            var network = Network.From(problem).Network!;
            var bound = LowerBound.Of(network, DependencyAnalysis.Of(network));
            var certificate = LowerBound.Certify(network, DependencyAnalysis.Of(network));
            Assert.True(bound.Value <= Prove(problem).Makespan, $"seed {seed}");
            Assert.Equal(bound.Value, certificate.Value);
            Assert.Null(CertificateChecker.Refusal(problem, certificate) is { } refusal ? $"seed {seed}: {refusal}" : null);
            Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Value = certificate.Value + 10_000 }));
        }
    }

    [Theory]
    [InlineData("j301_1", 43)]
    [InlineData("j305_1", 53)]
    [InlineData("j3017_1", 64)]
    [InlineData("j3041_1", 86)]
    public void Instances_of_the_library_are_closed_at_their_known_optimum_with_a_certificate(string name, long optimum)
    {
        var problem = PsplibInstance.Read(name);
        var proof = Prove(problem, certify: true);
        Assert.Equal((optimum, optimum), (proof.LowerBound, proof.Makespan));
        Assert.Empty(ScheduleChecker.Violations(problem, proof.Start, proof.Makespan));
        Assert.Null(CertificateChecker.Refusal(problem, proof.Certificate!));
    }

    [Fact]
    public void A_harder_instance_of_the_library_is_closed_at_its_known_optimum() =>
        Assert.Equal((85, 85), (Prove(PsplibInstance.Read("j3029_1")).LowerBound, Prove(PsplibInstance.Read("j3029_1")).Makespan));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Identical_agents_are_closed_with_a_certificate(int agents)
    {
        var problem = PsplibInstance.Read("j305_1").OnAgents(agents);
        var proof = Prove(problem, certify: true);
        Assert.True(proof.IsOptimal, $"{proof.LowerBound} to {proof.Makespan}");
        Assert.Null(CertificateChecker.Refusal(problem, proof.Certificate!));
    }

    [Fact]
    public void The_same_arguments_give_the_same_proof()
    {
        var problem = PsplibInstance.Read("j305_1");
        var (a, b) = (Prove(problem), Prove(problem));
        Assert.Equal(a.Start, b.Start);
        Assert.Equal((a.Conflicts, a.Makespan, a.LowerBound), (b.Conflicts, b.Makespan, b.LowerBound));
    }

    [Fact]
    public void A_small_budget_leaves_a_gap_and_no_false_claim()
    {
        var proof = Prove(PsplibInstance.Read("j3029_1"), maxConflicts: 10);
        Assert.False(proof.IsOptimal);
        Assert.True(proof.LowerBound <= 85 && proof.Makespan >= 85, $"{proof.LowerBound} to {proof.Makespan}");
    }

    private static MakespanProof Prove(SchedulingProblem problem, bool certify = false, long maxConflicts = 100_000)
    {
        var network = Network.From(problem).Network!;
        var schedule = ListScheduler.Solve(network, DependencyAnalysis.Of(network));
        return MakespanProof.Of(network, schedule, maxConflicts, certify: certify, stop: TestContext.Current.CancellationToken);
    }
}
