using System.Collections.Immutable;
using Xunit;

namespace Baton.Scheduling.Tests;

public sealed class DependencyAnalysisTests
{
    [Fact]
    public void Earliest_latest_and_floats_of_a_small_network_are_the_textbook_figures()
    {
        // 0(3) -> 1(2) -> 3(4); 0 -> 2(5) -> 3; 4(1) alone
        var analysis = Analyse([3, 2, 5, 4, 1], [(0, 1), (0, 2), (1, 3), (2, 3)]);
        Assert.Equal(12, analysis.Length);
        Assert.Equal([0, 3, 3, 8, 0], analysis.EarliestStart);
        Assert.Equal([0, 6, 3, 8, 11], analysis.LatestStart);
        Assert.Equal([0, 3, 0, 0, 11], analysis.TotalFloat);
        Assert.Equal([0, 3, 0, 0, 11], analysis.FreeFloat);
        Assert.Equal([0, 2, 3], analysis.LongestPath);
        Assert.Equal(1, analysis.PathCount);
    }

    [Fact]
    public void Free_float_is_what_moves_no_successor()
    {
        // 0(2) -> 1(2) -> 3(1); 2(9) -> 3
        var analysis = Analyse([2, 2, 9, 1], [(0, 1), (1, 3), (2, 3)]);
        Assert.Equal([5, 5, 0, 0], analysis.TotalFloat);
        Assert.Equal([0, 5, 0, 0], analysis.FreeFloat);
    }

    [Fact]
    public void A_partial_hand_off_lets_the_successor_start_inside_its_predecessor()
    {
        var network = Network.From(new([new(6), new(4)], [new(0, 1, 3)], [])).Network!;
        var analysis = DependencyAnalysis.Of(network);
        Assert.Equal(7, analysis.Length);
        Assert.Equal([0, 3], analysis.EarliestStart);
        Assert.Equal([0, 1], analysis.LongestPath);
    }

    [Fact]
    public void Tied_paths_are_all_listed_in_the_order_of_their_indices()
    {
        // 0 -> {1,2} -> 3 -> {4,5}
        var analysis = Analyse([1, 2, 2, 1, 3, 3], [(0, 2), (0, 1), (2, 3), (1, 3), (3, 5), (3, 4)]);
        Assert.Equal(4, analysis.PathCount);
        Assert.Equal(["0 1 3 4", "0 1 3 5", "0 2 3 4", "0 2 3 5"], analysis.Paths.Select(p => string.Join(' ', p)));
    }

    [Fact]
    public void A_precedence_that_is_given_twice_makes_no_second_path()
    {
        var analysis = Analyse([1, 2], [(0, 1), (0, 1)]);
        Assert.Equal(1, analysis.PathCount);
        Assert.Single(analysis.Paths);
    }

    [Fact]
    public void Exponentially_many_paths_are_counted_and_the_list_is_cut()
    {
        var edges = new List<(int, int)>();
        for (var layer = 0; layer < 99; layer++)
        {
            edges.AddRange([(2 * layer, (2 * layer) + 2), (2 * layer, (2 * layer) + 3), ((2 * layer) + 1, (2 * layer) + 2), ((2 * layer) + 1, (2 * layer) + 3)]);
        }

        var analysis = Analyse([.. Enumerable.Repeat(1, 200)], edges);
        Assert.Equal(100, analysis.Length);
        Assert.Equal(100, analysis.Paths.Length);
        Assert.True(analysis.PathsTruncated);
        Assert.Equal(long.MaxValue, analysis.PathCount);
    }

    [Fact]
    public void Path_counts_and_lengths_agree_with_plain_enumeration()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var problem = RandomProblems.Draw(seed, 9, 0);
            var analysis = DependencyAnalysis.Of(Network.From(problem).Network!);
            var chains = Enumerable.Range(0, 9).SelectMany(i => Chains(problem, [i], problem.Activities[i].Release)).ToList();
            Assert.Equal(chains.Max(c => c.End), analysis.Length);
            Assert.All(analysis.Paths, path => Assert.Contains(chains, c => c.End == analysis.Length && c.Chain.SequenceEqual(path)));
            Assert.Equal(analysis.Paths.Length, analysis.PathCount);
        }
    }

    [Fact]
    public void An_empty_problem_has_no_path_and_no_length()
    {
        var analysis = Analyse([], []);
        Assert.Equal(0, analysis.Length);
        Assert.Empty(analysis.LongestPath);
    }

    [Fact]
    public void A_hundred_thousand_activities_are_analysed_as_their_precedences_say()
    {
        var problem = RandomProblems.Large(3, 100_000, 3, 500, []);
        var analysis = DependencyAnalysis.Of(Network.From(problem).Network!);
        var end = new long[problem.Activities.Length];
        end[0] = problem.Activities[0].Duration;
        foreach (var edges in problem.Precedences.GroupBy(e => e.After))
        {
            end[edges.Key] = edges.Max(e => end[e.Before]);
            Assert.Equal(end[edges.Key], analysis.EarliestStart[edges.Key]);
            end[edges.Key] += problem.Activities[edges.Key].Duration;
        }

        Assert.Equal(end.Max(), analysis.Length);
        Assert.All(analysis.TotalFloat, f => Assert.True(f >= 0));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_does_not_exhaust_the_stack()
    {
        var analysis = Analyse([.. Enumerable.Repeat(1, 100_000)], [.. Enumerable.Range(0, 99_999).Select(i => (i, i + 1))]);
        Assert.Equal(100_000, analysis.LongestPath.Length);
    }

    private static IEnumerable<(ImmutableArray<int> Chain, long End)> Chains(SchedulingProblem problem, ImmutableArray<int> chain, long start)
    {
        yield return (chain, start + problem.Activities[chain[^1]].Duration);
        foreach (var edge in problem.Precedences.Where(e => e.Before == chain[^1]))
        {
            foreach (var longer in Chains(problem, chain.Add(edge.After), Math.Max(problem.Activities[edge.After].Release, start + edge.StartLag)))
            {
                yield return longer;
            }
        }
    }

    private static DependencyAnalysis Analyse(int[] durations, IReadOnlyList<(int Before, int After)> edges) =>
        DependencyAnalysis.Of(Network.From(new(
            [.. durations.Select(d => new Activity(d))],
            [.. edges.Select(e => new Precedence(e.Before, e.After, durations[e.Before]))],
            [])).Network!);
}
