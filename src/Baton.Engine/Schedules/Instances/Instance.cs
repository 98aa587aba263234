using Baton.Scheduling;

namespace Baton.Engine.Schedules.Instances;

/// <summary>A published benchmark problem: one activity per job of the file in its order, dummies included; activity <c>i</c> is job <c>i + 1</c>.</summary>
/// <param name="Name">The file's name without its ending.</param>
public sealed record Instance(string Name, Network Network);

/// <summary>Why a file is no instance that can be scheduled.</summary>
/// <param name="Line">From 1; null: about the file as a whole.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record InstanceError(int? Line, string Message, string Remedy)
{
    /// <summary>One line for people, with file and line in front as editors understand it.</summary>
    public string At(string path) => $"{path}{(Line is { } line ? $":{line}" : "")}: {Message} {Remedy}";
}

/// <summary>An instance, or the first reason why there is none.</summary>
public sealed record InstanceReading(Instance? Instance, InstanceError? Error);
