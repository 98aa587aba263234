using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class FileValidatorTests : ValidatorRoom
{
    [Fact]
    public async Task A_file_that_is_there_passes() => Is(Verdict.Pass, await CheckAsync(Files("readme.md")), "6 bytes");

    [Fact]
    public async Task A_missing_file_fails_and_is_named() => Is(Verdict.Fail, await CheckAsync(Files("readme.md", "gone.txt")), "gone.txt does not exist");

    [Fact]
    public async Task An_empty_file_is_no_deliverable()
    {
        Write("a.txt", "");

        Is(Verdict.Fail, await CheckAsync(Files("a.txt")), "0 bytes");
    }

    [Fact]
    public async Task An_empty_file_passes_when_the_plan_allows_it()
    {
        Write("pkg/__init__.py", "");

        Is(Verdict.Pass, await CheckAsync(new ValidatorSpec.File(["pkg/__init__.py"], MinBytes: 0) { Name = "file" }));
    }

    [Fact]
    public async Task A_folder_is_not_a_file()
    {
        Write("a.txt/inner", "x");

        Is(Verdict.Fail, await CheckAsync(Files("a.txt")), "is a folder");
    }

    [Fact]
    public async Task A_link_to_nothing_is_not_a_file()
    {
        Link("a.txt", "nowhere");

        Is(Verdict.Fail, await CheckAsync(Files("a.txt")), "link to nothing");
        Is(Verdict.Fail, await CheckAsync(Files("*.txt")), "link to nothing");
    }

    [Theory]
    [InlineData("a.txt", "/etc/passwd", "a.txt")]
    [InlineData("a.txt", "/etc/passwd", "*.txt")]
    [InlineData("etc", "/etc", "etc/passwd")]
    [InlineData("a.txt", ".git", "a.txt")]
    public async Task A_link_that_leaves_the_checkout_fails(string link, string target, string asked)
    {
        Link(link, target);

        Is(Verdict.Fail, await CheckAsync(Files(asked)), "leaves the checkout");
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_entered_by_a_glob()
    {
        Link("etc", "/etc");

        Is(Verdict.Fail, await CheckAsync(Files("etc/**")), "No file matches");
    }

    [Fact]
    public async Task A_link_within_the_checkout_passes()
    {
        Write("docs/v2.md", "text");
        Link("latest.md", "docs/v2.md");

        Is(Verdict.Pass, await CheckAsync(Files("latest.md")));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../tree/readme.md")]
    [InlineData("")]
    public async Task A_path_out_of_the_repository_is_refused(string path) => Is(Verdict.Fail, await CheckAsync(Files(path)), "Refused");

    [Fact]
    public async Task A_glob_counts_files()
    {
        Write("db/1.sql", "x");
        Write("db/deep/er/2.sql", "x");

        Is(Verdict.Pass, await CheckAsync(new ValidatorSpec.File(["db/**/*.sql"], MinCount: 2) { Name = "file" }), "2 files");
        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.File(["db/**/*.sql"], MinCount: 3) { Name = "file" }), "matches 2 files; at least 3");
        Is(Verdict.Pass, await CheckAsync(Files("db/")));
    }

    [Fact]
    public async Task A_file_that_is_too_large_fails()
    {
        Write("big.bin", new string('x', 2000));

        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.File(["big.bin"], MaxBytes: 1000) { Name = "file" }), "at most 1000 bytes");
    }

    [Fact]
    public async Task A_file_that_an_earlier_check_made_is_called_that()
    {
        Commit();

        var evidence = await JudgeAsync(Run("mkdir dist && echo x > dist/app.js"), Files("dist/app.js"));

        Is(Verdict.Pass, evidence.Results[^1], "made by an earlier check: dist/app.js");
    }

    [Fact]
    public async Task A_digest_is_compared()
    {
        const string Digest = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

        Is(Verdict.Pass, await CheckAsync(new ValidatorSpec.Sha256("readme.md", Digest.ToUpperInvariant()) { Name = "sha256" }));
        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Sha256("readme.md", new string('0', 64)) { Name = "sha256" }), Digest);
        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Sha256("gone", Digest) { Name = "sha256" }), "does not exist");
    }

    [Fact]
    public async Task Scope_accepts_outputs_authority_and_allowances()
    {
        Outputs("src/a.ts");
        Task = Task with { Authority = new Authority(["docs/**"]) };
        Changed("src/a.ts");
        Changed("docs/x/y.md", FileChangeKind.Deleted);
        Changed("package-lock.json", FileChangeKind.Modified);

        Is(Verdict.Pass, await CheckAsync(new ValidatorSpec.Scope(["package-lock.json"]) { Name = "scope" }), "3 files");
        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Scope([]) { Name = "scope" }), "package-lock.json");
    }

    [Theory]
    [InlineData(FileChangeKind.Deleted, "other.ts", null)]
    [InlineData(FileChangeKind.Renamed, "src/a.ts", "other.ts")]
    [InlineData(FileChangeKind.Renamed, "other.ts", "src/a.ts")]
    [InlineData(FileChangeKind.TypeChanged, "other.ts", null)]
    public async Task Scope_counts_deletions_and_both_sides_of_a_rename(FileChangeKind kind, string path, string? oldPath)
    {
        Outputs("src/a.ts");
        Changed(path, kind, oldPath);

        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Scope([]) { Name = "scope" }), "other.ts");
    }

    [Fact]
    public async Task Authority_over_everything_does_not_cover_protected_files()
    {
        Task = Task with { Authority = new Authority(["**"]) };
        Changed("src/any.ts");
        Changed("tests/x.ts");

        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Scope([]) { Name = "scope" }), "1 file outside its outputs and authority: tests/x.ts");
    }
}
