using System.Text;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class SchemaValidatorTests : ValidatorRoom
{
    private const string Draft = "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
    private const string Item = "{" + Draft + """, "type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "minimum": 1}, "tags": {"items": {"$ref": "#/$defs/tag"}}}, "additionalProperties": false, "$defs": {"tag": {"type": "string", "pattern": "^[a-z]+$"}}}""";

    [Theory]
    [InlineData("""{"id": 1}""", null)]
    [InlineData("""{"id": 1, "tags": ["a", "b"]}""", null)]
    [InlineData("""{"id": 0}""", "/id is below 1")]
    [InlineData("""{"id": 1.0}""", null)]
    [InlineData("""{"id": 1.5}""", "/id is a number, not integer")]
    [InlineData("""{}""", "/ lacks id")]
    [InlineData("""{"id": 1, "x": 2}""", "/x is not allowed here")]
    [InlineData("""{"id": 1, "tags": ["a", "B"]}""", "/tags/1 does not match")]
    public async Task Files_are_held_against_the_schema(string json, string? problem)
    {
        Write("schemas/item.json", Item);
        Write("data/a.json", json);

        var result = await CheckAsync(Schema("data/*.json"));

        Is(problem is null ? Verdict.Pass : Verdict.Fail, result, problem ?? "valid by schemas/item.json (draft 2020-12)");
    }

    [Fact]
    public async Task Every_file_counts_and_the_wrong_ones_are_named()
    {
        Write("schemas/item.json", Item);
        for (var i = 0; i < 5; i++)
        {
            Write($"data/{i}.json", $$"""{"id": {{i}}}""");
        }

        Is(Verdict.Fail, await CheckAsync(Schema("data/*.json")), "1 file of 5 is not valid by schemas/item.json (draft 2020-12): data/0.json: /id is below 1");
    }

    [Theory]
    [InlineData("""{"type": "object"}""", "does not say which draft")]
    [InlineData("""{"$schema": "http://json-schema.org/draft-04/schema#"}""", "does not know")]
    [InlineData("{" + Draft + """, "$ref": "https://example.org/other.json"}""", "other files and addresses are not read")]
    [InlineData("{" + Draft + """, "$ref": "other.json"}""", "not part of the file")]
    [InlineData("{" + Draft + """, "$ref": "#"}""", "levels deep")]
    [InlineData("{" + Draft + """, "properties": {"id": {"type": "whole"}}}""", "'whole' is not a type")]
    [InlineData("{" + Draft + """, "properties": {"id": {"minimum": "3"}}}""", "no number")]
    [InlineData("{" + Draft + """, "required": 3}""", "wrong type")]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{""", "is not JSON")]
    [InlineData("{" + Draft + """, "type": "object", "type": "string"}""", "key twice")]
    public async Task A_schema_that_cannot_be_applied_measures_nothing(string schema, string reason)
    {
        Write("schemas/item.json", schema);
        Write("data/a.json", """{"id": 1}""");

        Is(Verdict.NotMeasured, await CheckAsync(Schema("data/a.json")), reason);
    }

    [Fact]
    public async Task A_schema_that_is_not_there_measures_nothing()
    {
        Write("data/a.json", "{}");

        Is(Verdict.NotMeasured, await CheckAsync(Schema("data/a.json")), "is not a file of the commit");
        Is(Verdict.NotMeasured, await MadeByACheckAsync(), "is not a file of the commit");
    }

    [Fact]
    public async Task Files_that_are_not_there_fail()
    {
        Write("schemas/item.json", Item);

        Is(Verdict.Fail, await CheckAsync(Schema("data/*.json")), "No file matches data/*.json");
        Is(Verdict.NotMeasured, await CheckAsync(Schema("schemas/*.json")), "names no file beside the schema");
    }

    [Fact]
    public async Task Hostile_documents_fail_without_harm()
    {
        Write("schemas/item.json", "{" + Draft + "}");
        Write("deep.json", new string('[', 100_000) + new string(']', 100_000));
        Write("twice.json", """{"id": 1, "id": 2}""");
        Write("wide.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray());
        Write("latin.json", Encoding.Latin1.GetBytes("\"ü\""));
        Write("marked.json", Encoding.UTF8.GetPreamble().Concat("{}"u8.ToArray()).ToArray());
        Write("not-a-number.json", "NaN");
        Link("out.json", "/etc/hostname");
        Commit();

        Is(Verdict.Fail, await CheckAsync(Schema("deep.json")), "nested deeper than 128 levels");
        Is(Verdict.Fail, await CheckAsync(Schema("twice.json")), "key twice");
        Is(Verdict.Fail, await CheckAsync(Schema("wide.json")), "not JSON in UTF-8");
        Is(Verdict.Fail, await CheckAsync(Schema("latin.json")), "not JSON in UTF-8");
        Is(Verdict.Fail, await CheckAsync(Schema("not-a-number.json")), "not JSON");
        Is(Verdict.Fail, await CheckAsync(Schema("out.json")), "leaves the checkout");
        Is(Verdict.Pass, await CheckAsync(Schema("marked.json")));
    }

    [Fact]
    public async Task A_huge_document_is_not_read()
    {
        Write("schemas/item.json", "{" + Draft + "}");
        Commit();

        var evidence = await JudgeAsync(Run("truncate -s 1G big.json"), Schema("big.json"));

        Is(Verdict.Fail, evidence.Results[^1], "larger than 64 MB");
    }

    [Fact]
    public async Task A_pattern_of_a_schema_that_backtracks_for_ever_measures_nothing()
    {
        Write("schemas/item.json", "{" + Draft + """, "pattern": "(?=a)(a+)+$"}""");
        Write("a.json", $"\"{new string('a', 60)}!\"");

        Is(Verdict.NotMeasured, await CheckAsync(Schema("a.json")), "took longer");
    }

    [Theory]
    [InlineData("draft-07/schema#", """{"items": [{"type": "string"}], "additionalItems": false}""", """["a", 1]""", false)]
    [InlineData("draft-07/schema#", """{"items": [{"type": "string"}], "additionalItems": false}""", """["a"]""", true)]
    [InlineData("draft-07/schema#", """{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 0}}""", """{"a": 1}""", false)]
    [InlineData("draft-07/schema#", """{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 0}}""", """{}""", true)]
    [InlineData("draft-07/schema#", """{"definitions": {"x": {"$id": "#here", "type": "null"}}, "properties": {"a": {"$ref": "#here", "type": "string"}}}""", """{"a": null}""", true)]
    [InlineData("draft-07/schema#", """{"dependencies": {"a": ["b"]}}""", """{"a": 1}""", false)]
    [InlineData("draft/2020-12/schema", """{"prefixItems": [{"const": 1}], "items": {"type": "string"}}""", """[1, "a", 2]""", false)]
    [InlineData("draft/2020-12/schema", """{"contains": {"type": "integer"}, "minContains": 2, "maxContains": 2}""", """[1, "a", 2]""", true)]
    [InlineData("draft/2020-12/schema", """{"contains": {"type": "integer"}, "minContains": 2, "maxContains": 2}""", """[1, 2, 3]""", false)]
    [InlineData("draft/2020-12/schema", """{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}""", """{"a": 1}""", true)]
    [InlineData("draft/2020-12/schema", """{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}""", """{"a": 1, "b": 2}""", false)]
    [InlineData("draft/2020-12/schema", """{"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}""", "6", false)]
    [InlineData("draft/2020-12/schema", """{"multipleOf": 0.01}""", "19.99", true)]
    [InlineData("draft/2020-12/schema", """{"uniqueItems": true}""", "[1, 1.0]", false)]
    [InlineData("draft/2020-12/schema", """{"maxLength": 2}""", "\"😀😀\"", true)]
    [InlineData("draft/2020-12/schema", """{"pattern": "^\\d+$"}""", "\"٣\"", false)]
    [InlineData("draft/2020-12/schema", """{"not": {"enum": [{"a": [1]}]}}""", """{"a": [1]}""", false)]
    [InlineData("draft/2020-12/schema", """{"propertyNames": {"maxLength": 1}}""", """{"ab": 1}""", false)]
    public async Task Both_drafts_mean_what_they_say(string draft, string schema, string json, bool valid)
    {
        var host = draft.StartsWith("draft-", StringComparison.Ordinal) ? "http" : "https";
        Write("schemas/item.json", $"{{\"$schema\": \"{host}://json-schema.org/{draft}\", {schema[1..]}");
        Write("a.json", json);

        Is(valid ? Verdict.Pass : Verdict.Fail, await CheckAsync(Schema("a.json")));
    }

    private static ValidatorSpec.JsonSchema Schema(params string[] files) => new([.. files], "schemas/item.json") { Name = "json-schema" };

    private async Task<ValidatorResult> MadeByACheckAsync() => (await JudgeAsync(Run("mkdir -p schemas; echo '{}' > schemas/item.json"), Schema("data/a.json"))).Results[^1];
}
