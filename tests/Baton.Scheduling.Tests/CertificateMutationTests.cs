using System.Collections.Immutable;
using Xunit;

namespace Baton.Scheduling.Tests;

/// <summary>The checker of certificates must refuse what does not prove.</summary>
public sealed class CertificateMutationTests
{
    [Fact]
    public void A_refutation_of_the_optimum_itself_is_refused()
    {
        var (problem, certificate) = Refutation("j3017_1");
        Assert.Null(CertificateChecker.Refusal(problem, certificate));
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Value = certificate.Value + 1 }));
    }

    [Fact]
    public void A_refutation_without_its_end_or_with_another_unit_is_refused()
    {
        var (problem, certificate) = Refutation("j3017_1");
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Steps = certificate.Steps[..^1] }));
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Steps = [] }));
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Unit = 7 }));
    }

    [Fact]
    public void A_refutation_without_the_resource_steps_is_refused()
    {
        var (problem, certificate) = Refutation("j3017_1");
        var bare = certificate with { Steps = [.. certificate.Steps.Where(s => s is RefutationStep.Learnt)] };
        Assert.NotNull(CertificateChecker.Refusal(problem, bare));
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Steps = [certificate.Steps[^1]] }));
    }

    [Fact]
    public void A_resource_step_that_says_more_than_it_may_is_refused()
    {
        var (problem, certificate) = Refutation("j3017_1");
        var refused = 0;
        var tried = 0;
        for (var k = 0; k < certificate.Steps.Length && tried < 60; k++)
        {
            if (certificate.Steps[k] is RefutationStep.Overload step)
            {
                tried++;
                var stronger = step with { AtLeastOne = step.AtLeastOne.RemoveAt(tried % step.AtLeastOne.Length) };
                refused += CertificateChecker.Refusal(problem, With(certificate, k, stronger)) is null ? 0 : 1;
            }
        }

        Assert.True(refused > tried / 2 && tried > 20, $"{refused} of {tried} refused");
    }

    [Fact]
    public void A_learnt_clause_from_nowhere_is_refused()
    {
        var (problem, certificate) = Refutation("j3017_1");
        var invented = new RefutationStep.Learnt([new(problem.Activities.Length / 2, true, 0)]);
        Assert.NotNull(CertificateChecker.Refusal(problem, certificate with { Steps = certificate.Steps.Insert(0, invented) }));
    }

    [Fact]
    public void Paths_and_work_that_claim_one_more_or_rest_on_less_are_refused()
    {
        var tried = new HashSet<Type>();
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = RandomProblems.Draw(seed, 12, 1);
            var network = Network.From(problem).Network!;
            var certificate = LowerBound.Certify(network, DependencyAnalysis.Of(network));
            Assert.Null(CertificateChecker.Refusal(problem, certificate));
            if (certificate is BoundCertificate.Work { Heads.IsEmpty: true, Tails.IsEmpty: true } work)
            {
                var fewer = work with { Activities = [] };
                Assert.NotNull(CertificateChecker.Refusal(problem, fewer));
                Assert.NotNull(CertificateChecker.Refusal(problem, work with { Activities = [.. work.Activities, work.Activities[0]] }));
                tried.Add(certificate.GetType());
            }
            else if (certificate is BoundCertificate.Path path && path.Activities.Length > 2)
            {
                Assert.NotNull(CertificateChecker.Refusal(problem, path with { Value = path.Value + 1 }));
                Assert.NotNull(CertificateChecker.Refusal(problem, path with { Activities = path.Activities.Reverse().ToImmutableArray() }));
                tried.Add(certificate.GetType());
            }
            else if (certificate is BoundCertificate.Between { Heads.IsEmpty: false } between)
            {
                Assert.NotNull(CertificateChecker.Refusal(problem, between with { Value = between.Value + 1 }));
                Assert.NotNull(CertificateChecker.Refusal(problem, between with { Heads = [.. between.Heads.Select(h => h with { Head = h.Head + 1_000 })] }));
                tried.Add(certificate.GetType());
            }
        }

        Assert.Equal(3, tried.Count);
    }

    private static (SchedulingProblem Problem, BoundCertificate.Refutation Certificate) Refutation(string name)
    {
        var problem = PsplibInstance.Read(name);
        var network = Network.From(problem).Network!;
        var proof = MakespanProof.Of(network, ListScheduler.Solve(network, DependencyAnalysis.Of(network)), certify: true, stop: TestContext.Current.CancellationToken);
        return (problem, Assert.IsType<BoundCertificate.Refutation>(proof.Certificate));
    }

    private static BoundCertificate.Refutation With(BoundCertificate.Refutation certificate, int index, RefutationStep step) =>
        certificate with { Steps = certificate.Steps.SetItem(index, step) };
}
