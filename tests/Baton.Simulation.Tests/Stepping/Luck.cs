namespace Baton.Simulation.Stepping;

/// <summary>How likely each fault is in one seed. About half of the kinds never strike in a seed, so that the others meet in every combination.</summary>
internal sealed class Luck
{
    private static readonly double[] Rates = [0.002, 0.01, 0.03, 0.1];
    private readonly Random _random;
    private readonly double[] _rates = new double[Enum.GetValues<Fault>().Length];

    public Luck(Random random)
    {
        _random = random;
        var calm = random.Next(8) == 0;
        for (var i = 0; i < _rates.Length; i++)
        {
            _rates[i] = calm || random.Next(2) == 0 ? 0 : Rates[random.Next(Rates.Length)];
        }
    }

    /// <summary>No fault happens any more.</summary>
    public bool IsOver { get; set; }

    public bool Strikes(Fault fault) => !IsOver && _rates[(int)fault] is > 0 and var rate && _random.NextDouble() < rate;

    /// <summary>For faults that may strike at every step, of which there are many.</summary>
    public bool StrikesRarely(Fault fault) => !IsOver && _rates[(int)fault] is > 0 and var rate && _random.NextDouble() < rate / 10;

    public bool OneIn(int n) => _random.Next(n) == 0;

    public int Next(int from, int below) => _random.Next(from, below);

    public int Next(int below) => _random.Next(below);

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));
}
