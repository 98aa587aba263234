using System.Threading.Channels;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>Tells the loop what an attempt at work has used, whenever that grew since the last look at its output (about four times a second).</summary>
/// <param name="isWanted">The plan has a budget; otherwise nobody is told anything.</param>
internal sealed class UsageNews(bool isWanted, AttemptId attempt, ChannelWriter<Report> reports)
{
    private (long? Tokens, decimal? Usd) _told;

    public void Tell(Usage usage)
    {
        var now = (usage.Total?.Count, usage.Cost?.Usd);
        if (isWanted && now != _told && now != (null, null))
        {
            _told = now;
            reports.TryWrite(new Report([new RunCommand.ObserveUsage(attempt, usage)], null));
        }
    }
}
