namespace Baton.EndToEnd.Tests.Crash;

/// <summary>Waits for something real to happen, with a bound.</summary>
internal static class Poll
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <returns>Whether it happened within a minute.</returns>
    public static async Task<bool> UntilAsync(Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Bound)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return true;
    }
}
