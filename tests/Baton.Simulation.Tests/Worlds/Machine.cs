using System.Globalization;
using Baton.Domain.Runs;

namespace Baton.Simulation.Worlds;

/// <summary>What is on the disk of one attempt, and which of its processes live.</summary>
internal sealed class Place(AttemptId attempt)
{
    public AttemptId Attempt => attempt;

    /// <summary>The pid of the supervisor that may start the agent; 0: nobody ever; null: not decided.</summary>
    public int? Claim { get; set; }

    public int? Exit { get; set; }

    public SimulatedAgent? Agent { get; set; }

    public bool IsAgentAlive { get; set; }

    /// <summary>Processes that the agent left behind.</summary>
    public int Strays { get; set; }

    public TimeSpan LastOutput { get; set; }

    /// <summary>Told when the agent prints.</summary>
    public event Action Printed = () => { };

    public void Print() => Printed();

    public bool IsAnythingAlive => IsAgentAlive || Strays > 0;
}

internal sealed class Supervisor(ProcessIdentity identity, Place place)
{
    private readonly TaskCompletionSource _ended = new();

    public ProcessIdentity Identity => identity;

    public Place Place => place;

    public bool IsAlive { get; private set; } = true;

    public Task Ended => _ended.Task;

    public void End()
    {
        IsAlive = false;
        _ended.TrySetResult();
    }
}

/// <summary>The processes of attempts. They know nothing of orchestrators.</summary>
internal sealed class Machine(World world)
{
    private readonly Dictionary<AttemptId, Place> _places = [];
    private readonly Dictionary<int, Supervisor> _supervisors = [];
    private readonly List<Place> _forgotten = [];
    private int _boot = 1;

    /// <summary>Told when an agent begins to work.</summary>
    public Action<AttemptId> AgentStarts { get; set; } = _ => { };

    public IEnumerable<Place> Places => _places.Values.Concat(_forgotten);

    public string BootId => _boot.ToString(CultureInfo.InvariantCulture);

    public Place? Find(AttemptId attempt) => _places.GetValueOrDefault(attempt);

    public bool IsAtWork(AttemptId attempt) => Find(attempt)?.IsAnythingAlive == true;

    public Supervisor? FindSupervisor(ProcessIdentity id) => _supervisors.GetValueOrDefault(id.Pid) is { } found && found.Identity == id ? found : null;

    /// <summary>As if the attempt had never begun; its processes go on.</summary>
    public void Forget(AttemptId attempt)
    {
        if (_places.Remove(attempt, out var place))
        {
            _forgotten.Add(place);
        }
    }

    public Supervisor? FindSupervisor(int pid) => _supervisors.GetValueOrDefault(pid);

    /// <summary>False: the attempt was begun before.</summary>
    public bool TryBegin(AttemptId attempt, out Place place)
    {
        var isNew = !_places.TryGetValue(attempt, out var there);
        place = there ?? new Place(attempt);
        _places[attempt] = place;
        return isNew;
    }

    public Supervisor Spawn(Place place, Func<SimulatedAgent> agent)
    {
        var pid = world.NextPid();
        var supervisor = new Supervisor(new ProcessIdentity(pid, 1000 + pid, BootId), place);
        _supervisors.Add(pid, supervisor);
        world.Trace?.Invoke($"supervisor {pid} of {place.Attempt}");
        world.Steps.After(world.Luck.Between(0, 0.02), null, () => TakeClaim(supervisor, agent));
        return supervisor;
    }

    private void TakeClaim(Supervisor supervisor, Func<SimulatedAgent> agent)
    {
        var place = supervisor.Place;
        if (!supervisor.IsAlive)
        {
            return;
        }

        if (place.Claim is not null)
        {
            supervisor.End();
            return;
        }

        place.Claim = supervisor.Identity.Pid;
        AgentStarts(place.Attempt);
        place.Agent = agent();
        place.Agent.Prints = place.Print;
        place.IsAgentAlive = true;
        place.LastOutput = world.Steps.Elapsed;
        world.Trace?.Invoke($"agent of {place.Attempt} starts: {place.Agent.Kind}");
        place.Agent.Begin(supervisor);
    }

    /// <summary>The agent ends; its supervisor writes that down a little later.</summary>
    public void EndAgent(Supervisor supervisor, int code)
    {
        var place = supervisor.Place;
        if (!place.IsAgentAlive)
        {
            return;
        }

        place.IsAgentAlive = false;
        place.LastOutput = world.Steps.Elapsed;
        world.Trace?.Invoke($"agent of {place.Attempt} ends with {code}");
        world.Steps.After(world.Luck.Between(0, 0.01), null, () =>
        {
            if (supervisor.IsAlive)
            {
                place.Exit = code;
                supervisor.End();
            }
        });
    }

    public void KillAll(Place place)
    {
        (place.IsAgentAlive, place.Strays) = (false, 0);
        foreach (var supervisor in _supervisors.Values)
        {
            if (supervisor.IsAlive && supervisor.Place == place && supervisor.Identity.Pid == place.Claim)
            {
                supervisor.End();
            }
        }
    }

    /// <summary>A supervisor dies; its agent works on.</summary>
    public void KillOneSupervisor()
    {
        var alive = _supervisors.Values.Where(s => s.IsAlive).ToList();
        if (alive.Count > 0)
        {
            var victim = alive[world.Steps.Random.Next(alive.Count)];
            world.Trace?.Invoke($"supervisor {victim.Identity.Pid} of {victim.Place.Attempt} is killed");
            victim.End();
        }
    }

    public void PowerCut()
    {
        _boot++;
        foreach (var place in Places)
        {
            (place.IsAgentAlive, place.Strays) = (false, 0);
        }

        foreach (var supervisor in _supervisors.Values.Where(s => s.IsAlive))
        {
            supervisor.End();
        }
    }
}
