using System.Globalization;
using System.Text.Json;

namespace Baton.Engine.Validators.Schemas;

/// <summary>
/// Holds a value against a schema by JSON Schema draft-07 or 2020-12. Formats are annotations, as 2020-12 has it. Bounded in depth and in steps.
/// Used once, by one thread.
/// </summary>
internal sealed partial class SchemaEvaluator(SchemaDocument document, CancellationToken ct)
{
    private const int MaxDepth = 250;
    private const int MaxSteps = 10_000_000;
    private const int MaxErrors = 20;

    private readonly List<string> _errors = [];
    private readonly List<string> _scope = [];
    private readonly SchemaPatterns _patterns = new();
    private readonly SchemaAssertions _assertions = new(new SchemaPatterns());
    private int _depth;
    private int _steps;

    /// <summary>What is wrong with the value, at most twenty places; empty when it is valid.</summary>
    /// <exception cref="SchemaFault">The schema cannot be applied.</exception>
    public IReadOnlyList<string> Check(JsonElement instance)
    {
        try
        {
            return Holds(document.Start, instance, "", new Evaluated()) ? [] : _errors.Count == 0 ? ["/ is not valid"] : _errors;
        }
        catch (InvalidOperationException e)
        {
            throw new SchemaFault($"a keyword has a value of the wrong type: {e.Message}");
        }
    }

    private bool Holds(SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        Count();
        switch (place.Schema.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return Report(at, "is not allowed here");
            case not JsonValueKind.Object:
                throw new SchemaFault($"{SchemaAssertions.Short(place.Schema)} is not a schema");
        }

        var inner = place with { Base = document.Enter(place.Schema, place.Base) };
        _scope.Add(inner.Base);
        _depth++;
        try
        {
            return HoldsKeywords(inner, instance, at, seen);
        }
        finally
        {
            _depth--;
            _scope.RemoveAt(_scope.Count - 1);
        }
    }

    private bool HoldsKeywords(SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        if (document.Draft == SchemaDraft.Draft7 && place.Schema.TryGetProperty("$ref", out var alone))
        {
            return Holds(document.Resolve(alone.GetString()!, place.Base), instance, at, seen);
        }

        var holds = true;
        foreach (var keyword in place.Schema.EnumerateObject())
        {
            holds &= HoldsKeyword(keyword.Name, keyword.Value, place, instance, at, seen);
        }

        return holds & (!document.AsksForUnevaluated || HoldsUnevaluated(place, instance, at, seen));
    }

    private bool HoldsKeyword(string name, JsonElement value, SchemaPlace place, JsonElement instance, string at, Evaluated seen) => name switch
    {
        "$ref" => Apply(document.Resolve(value.GetString()!, place.Base), instance, at, seen),
        "$dynamicRef" => Apply(ResolveDynamic(value.GetString()!, place.Base), instance, at, seen),
        "$recursiveRef" => throw new SchemaFault("it uses $recursiveRef, which belongs to draft 2019-09"),
        "allOf" => AllOf(value, place, instance, at, seen),
        "anyOf" => AnyOf(value, place, instance, at, seen),
        "oneOf" => OneOf(value, place, instance, at, seen),
        "not" => !Quietly(place with { Schema = value }, instance, new Evaluated()) || Report(at, "matches what 'not' excludes"),
        "if" => IfThenElse(value, place, instance, at, seen),
        _ when instance.ValueKind == JsonValueKind.Object && OfProperties(name, value, place, instance, at, seen) is { } holds => holds,
        _ when instance.ValueKind == JsonValueKind.Array && OfItems(name, value, place, instance, at, seen) is { } holds => holds,
        _ => _assertions.Check(name, value, instance) is not { } problem || Report(at, problem),
    };

    /// <summary>A schema for the same value: what it looked at counts when it holds.</summary>
    private bool Apply(SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var own = new Evaluated();
        var holds = Holds(place, instance, at, own);
        if (holds)
        {
            seen.Add(own);
        }

        return holds;
    }

    private bool Quietly(SchemaPlace place, JsonElement instance, Evaluated seen)
    {
        var before = _errors.Count;
        var holds = Apply(place, instance, "", seen);
        _errors.RemoveRange(before, _errors.Count - before);
        return holds;
    }

    private bool AllOf(JsonElement parts, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        foreach (var part in parts.EnumerateArray())
        {
            holds &= Apply(place with { Schema = part }, instance, at, seen);
        }

        return holds;
    }

    private bool AnyOf(JsonElement parts, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = false;
        foreach (var part in parts.EnumerateArray())
        {
            holds |= Quietly(place with { Schema = part }, instance, seen);
        }

        return holds || Report(at, "matches no alternative of anyOf");
    }

    private bool OneOf(JsonElement parts, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var matching = 0;
        foreach (var part in parts.EnumerateArray())
        {
            matching += Quietly(place with { Schema = part }, instance, seen) ? 1 : 0;
        }

        return matching == 1 || Report(at, string.Create(CultureInfo.InvariantCulture, $"matches {matching} alternatives of oneOf, not one"));
    }

    private bool IfThenElse(JsonElement condition, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var branch = Quietly(place with { Schema = condition }, instance, seen) ? "then" : "else";
        return !place.Schema.TryGetProperty(branch, out var schema) || Apply(place with { Schema = schema }, instance, at, seen);
    }

    /// <summary>The outermost schema that was entered and has a dynamic anchor of that name, if the nearest one is dynamic at all.</summary>
    private SchemaPlace ResolveDynamic(string reference, string within)
    {
        var near = document.Resolve(reference, within);
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var anchor = hash < 0 ? "" : reference[(hash + 1)..];
        return anchor.Length > 0 && near.Schema.Text("$dynamicAnchor") == anchor && _scope.Find(s => document.IsDynamic(s, anchor)) is { } outermost
            ? document.Resolve($"#{anchor}", outermost)
            : near;
    }

    private bool Report(string at, string problem)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add($"{(at.Length == 0 ? "/" : at)} {problem}");
        }

        return false;
    }

    private void Count()
    {
        if (_depth > MaxDepth)
        {
            throw new SchemaFault(string.Create(CultureInfo.InvariantCulture, $"it refers to itself, or nests, more than {MaxDepth} levels deep"));
        }

        if (++_steps > MaxSteps)
        {
            throw new SchemaFault(string.Create(CultureInfo.InvariantCulture, $"applying it takes more than {MaxSteps} steps"));
        }

        if (_steps % 4096 == 0)
        {
            ct.ThrowIfCancellationRequested();
        }
    }
}
