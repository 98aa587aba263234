namespace Baton.Scheduling.Solving.Genetic;

internal static class Tuning
{
    public const int PopA = 40;
    public const int Noise = 30;
}
