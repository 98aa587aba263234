namespace Baton.Engine.Validators.Schemas;

/// <summary>The versions of JSON Schema that can be told apart and are known.</summary>
internal enum SchemaDraft
{
    Draft7,
    Draft202012,
}

internal static class SchemaDrafts
{
    public const string Known = "http://json-schema.org/draft-07/schema# or https://json-schema.org/draft/2020-12/schema";

    /// <summary>The draft that a <c>$schema</c> names; null for one that is not known.</summary>
    public static SchemaDraft? Of(string uri) => uri.TrimEnd('#') switch
    {
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
        "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft202012,
        _ => null,
    };

    public static string Name(this SchemaDraft draft) => draft == SchemaDraft.Draft7 ? "draft-07" : "2020-12";
}

/// <summary>The schema cannot be applied: it is none, it leads outside, or it costs more than is granted. Nothing was measured.</summary>
internal sealed class SchemaFault(string message) : Exception(message);
