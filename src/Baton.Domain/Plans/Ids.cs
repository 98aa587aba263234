namespace Baton.Domain.Plans;

// Compared without EqualityComparer<string>, which the members of a record would ask for every time: ids are the keys of nearly everything.

/// <summary>Names a task within its plan: 1 to 64 characters of letters, digits, '.', '_' and '-', starting with a letter or digit.</summary>
public readonly record struct TaskId(string Value) : IComparable<TaskId>
{
    public int CompareTo(TaskId other) => string.CompareOrdinal(Value, other.Value);

    public bool Equals(TaskId other) => string.Equals(Value, other.Value);

    public override int GetHashCode() => Value is null ? 0 : Value.GetHashCode();

    public override string ToString() => Value;
}

/// <summary>Names an agent of a plan; same alphabet as <see cref="TaskId"/>.</summary>
public readonly record struct AgentId(string Value)
{
    public bool Equals(AgentId other) => string.Equals(Value, other.Value);

    public override int GetHashCode() => Value is null ? 0 : Value.GetHashCode();

    public override string ToString() => Value;
}

/// <summary>Names a group of a plan; same alphabet as <see cref="TaskId"/>.</summary>
public readonly record struct GroupId(string Value)
{
    public bool Equals(GroupId other) => string.Equals(Value, other.Value);

    public override int GetHashCode() => Value is null ? 0 : Value.GetHashCode();

    public override string ToString() => Value;
}

/// <summary>SHA-256 of the plan file's bytes, 64 lower-case hex digits.</summary>
public readonly record struct PlanHash(string Value)
{
    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Value.Length > 12 ? Value[..12] : Value;

    public override string ToString() => Value;
}
