using Baton.Domain.Plans;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class InstructionFileTests
{
    [Fact]
    public async Task It_says_what_is_asked_what_is_checked_and_what_failed_before_and_hides_secrets()
    {
        await using var attempt = new AttemptFolder();
        await File.WriteAllTextAsync(attempt.File("spec.md"), "# Spec\n\n## Other\nno\n\n## T1: Schema\nUse uuid keys.\n```\n# no heading\n```\n### Detail\nInner.\n\n## After\nno\n");
        var brief = Brief.In(attempt.Folder, t => t with
        {
            Instructions = "Write the schema with s3cret-value.",
            Inputs = [new("spec.md", "T1: Schema"), new("gone.md", "Nowhere"), new("../outside.md", "X")],
            Outputs = [new("db/schema.sql", new TaskId("T0"))],
            Verify = [new ValidatorSpec.Run(Command.FromShell("sh check.sh"), 0, TimeSpan.FromMinutes(1)) { Name = "check" }],
            Authority = new(["src/**"], 1),
            Allowance = new(new Tokens(20_000), new Money(0.5m)),
        });
        InstructionFile.Write(brief, new(["The check said 'no key'."], "Mind the keys."), new SecretRedactor([new("THE_SECRET", "s3cret-value")]));
        var text = await File.ReadAllTextAsync(brief.InstructionsFile);
        string[] expected =
        [
            "# T1: Say hello", "[redacted:THE_SECRET]", "1. The check said 'no key'.", "Mind the keys.", "`db/schema.sql`, which T0 made", "`sh check.sh` ends with exit code 0",
            "Use uuid keys.", "# no heading", "Inner.", "(This section is not there.)", "`src/**`", "`tests/**`", "20,000 tokens", "$0.50", "1 deep",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
        Assert.DoesNotContain("\nno\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", text, StringComparison.Ordinal);
    }
}
