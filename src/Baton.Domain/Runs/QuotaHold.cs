using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>A provider's quota that an attempt ran into; until it resets no other task of the same model is started.</summary>
/// <param name="Guessed">The provider did not say when it resets.</param>
public sealed record QuotaHold(DateTimeOffset Until, bool Guessed, string Reason)
{
    /// <summary>Whose quota an agent's attempts use: that of its model; of the agent alone when it names none.</summary>
    public static string KeyOf(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.Model is { } model ? $"model {model}" : $"agent {agent.Id}";
    }
}
