using Baton.Scheduling.Solving;

namespace Baton.Scheduling;

/// <summary>
/// Draws from the beta distribution of PERT over least, likely and most: shapes 1 + 4 (likely - least) / (most - least) and 1 + 4 (most - likely) / (most - least),
/// mean (least + 4 likely + most) / 6 (Malcolm, Roseboom, Clark and Fazar, "Application of a technique for research and development program evaluation", 1959).
/// A beta value is one gamma value over the sum of two, each by Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
/// </summary>
internal struct PertBeta(SplitMix random)
{
    private SplitMix _random = random;

    public long Draw(DurationRange range)
    {
        double width = range.Most - range.Least;
        if (width <= 0)
        {
            return range.Likely;
        }

        var low = Gamma(1 + (4 * (range.Likely - range.Least) / width));
        var high = Gamma(1 + (4 * (range.Most - range.Likely) / width));
        return range.Least + (long)Math.Round(width * (low / (low + high)));
    }

    /// <param name="shape">1 or more.</param>
    private double Gamma(double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Normal();
            var v = 1 + (c * normal);
            v = v * v * v;
            if (v > 0 && Math.Log(Uniform()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>Box and Muller's.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Above 0 and below 1.</summary>
    private double Uniform() => ((_random.Next() >> 11) + 0.5) / (1UL << 53);
}
