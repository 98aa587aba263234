using Xunit;

namespace Baton.Scheduling.Tests;

public sealed class ProblemCheckTests
{
    [Fact]
    public void A_cycle_is_reported_as_the_chain_of_its_members()
    {
        var errors = Errors(new([new(1), new(1), new(1), new(1), new(1)], [new(0, 3, 1), new(3, 1, 1), new(1, 4, 1), new(4, 3, 1), new(4, 2, 1)], []));
        Assert.Equal([1, 4, 3], Assert.IsType<ProblemError.Cycle>(Assert.Single(errors)).Activities);
    }

    [Fact]
    public void An_activity_that_precedes_itself_is_a_cycle_of_one() =>
        Assert.Equal([0], Assert.IsType<ProblemError.Cycle>(Assert.Single(Errors(new([new(1)], [new(0, 0, 1)], [])))).Activities);

    [Fact]
    public void A_demand_above_the_capacity_is_an_error_unless_it_is_a_fact()
    {
        var demand = new Activity(1) { Demands = [new(0, 3)] };
        Assert.Equal([new ProblemError.DemandAboveCapacity(0, 0, 3, 2)], Errors(new([demand], [], [2])));
        Assert.Empty(Errors(new([demand with { FixedStart = 0 }], [], [2])));
    }

    [Fact]
    public void Figures_below_zero_are_named() =>
        Assert.Equal(
            [
                new ProblemError.NegativeFigure("capacity", 0, -1),
                new ProblemError.NegativeFigure("duration", 0, -2),
                new ProblemError.NegativeFigure("release", 1, -3),
                new ProblemError.NegativeFigure("lag", 0, -4),
            ],
            Errors(new([new(-2), new Activity(1) { Release = -3 }], [new(0, 1, -4)], [-1])));

    [Fact]
    public void Unknown_and_repeated_references_are_named() =>
        Assert.Equal(
            [
                new ProblemError.UnknownResource(0, 7),
                new ProblemError.RepeatedDemand(1, 0),
                new ProblemError.UnknownActivity(0, 9),
            ],
            Errors(new([new Activity(1) { Demands = [new(7, 1)] }, new Activity(1) { Demands = [new(0, 1), new(0, 1)] }], [new(0, 9, 1)], [2])));

    [Fact]
    public void A_horizon_that_does_not_fit_is_an_error_and_not_an_overflow()
    {
        Assert.Equal([new ProblemError.HorizonTooLong()], Errors(new([new(long.MaxValue), new(long.MaxValue)], [new(0, 1, long.MaxValue)], [])));
        Assert.Equal(
            [new ProblemError.HorizonTooLong()],
            Errors(new([new Activity(SchedulingProblem.MaxHorizon) { Demands = [new(0, int.MaxValue)] }], [], [int.MaxValue])));
    }

    private static System.Collections.Immutable.ImmutableArray<ProblemError> Errors(SchedulingProblem problem) => Network.From(problem).Errors;
}
