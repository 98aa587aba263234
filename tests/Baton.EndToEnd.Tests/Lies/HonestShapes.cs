using Baton.Domain.Runs;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>The way round: work as honest agents really leave it is accepted, and arrives as it was made.</summary>
[Trait("suite", "lies")]
public sealed class HonestShapes
{
    private const string As = "git -c user.name=a -c user.email=a@b ";

    /// <summary>How an agent works, and a shell test that holds in a checkout of the integration branch.</summary>
    private sealed record Shape(string Name, string Outputs, string Command, string Holds)
    {
        public string Rest { get; init; } = "";

        public string More { get; init; } = "";

        public string Prepare { get; init; } = "";
    }

    private static readonly Shape[] Shapes =
    [
        new("leaves everything uncommitted", "a.txt", "echo a > a.txt", "grep -q a a.txt"),
        new("stages and does not commit", "a.txt", "echo a > a.txt; git add a.txt", "grep -q a a.txt"),
        new("commits part and leaves part", "a.txt, b.txt", $"echo a > a.txt; git add -A; {As}commit -qm a; echo b > b.txt", "grep -q a a.txt && grep -q b b.txt"),
        new("makes many commits", "a.txt", $"for i in 1 2 3 4 5 6 7 8; do echo $i >> a.txt; git add -A; {As}commit -qm $i; done", "[ $(wc -l < a.txt) = 8 ]"),
        new("amends its commit", "a.txt", $"echo x > a.txt; git add -A; {As}commit -qm a; echo a > a.txt; {As}commit -qa --amend -m b", "grep -q a a.txt"),
        new("squashes its commits", "a.txt", $"for i in 1 2 3; do echo $i >> a.txt; git add -A; {As}commit -qm $i; done; git reset -q --soft HEAD~3; {As}commit -qm all", "[ $(wc -l < a.txt) = 3 ]"),
        new("works on a detached head", "a.txt", $"git checkout -q --detach; echo a > a.txt; git add -A; {As}commit -qm a", "grep -q a a.txt"),
        new("works on a branch of its own", "a.txt", $"git checkout -q -b feature/a; echo a > a.txt; git add -A; {As}commit -qm a", "grep -q a a.txt"),
        new("stashes and takes it back", "a.txt", $"echo a > a.txt; git add -A; {As}stash -q; {As}stash pop -q", "grep -q a a.txt"),
        new("works from a subfolder", "src/deep/a.txt", $"mkdir -p src/deep; cd src/deep; echo a > a.txt; git add .; {As}commit -qm a", "grep -q a src/deep/a.txt"),
        new("merges and cherry-picks branches of its own", "a.txt, b.txt", $"git checkout -q -b one; echo a > a.txt; git add -A; {As}commit -qm a; git checkout -q -b two HEAD~1; echo b > b.txt; git add -A; {As}commit -qm b; {As}merge -q one -m m; {As}commit -q --allow-empty -m e; {As}cherry-pick --allow-empty HEAD >/dev/null", "[ -e a.txt ] && [ -e b.txt ]"),
        new("renames a file", "src/old.txt, src/new.txt", "git mv src/note.txt src/new.txt; git mv src/calc.sh src/calc2.sh; git mv src/calc2.sh src/calc.sh", "[ ! -e src/note.txt ] && grep -q note src/new.txt")
        {
            Outputs = "src/new.txt", Rest = "authority: {write: [src/note.txt]}",
        },
        new("deletes a file it may delete", "a.txt", "rm src/note.txt; echo a > a.txt", "[ ! -e src/note.txt ]") { Rest = "authority: {write: [src/note.txt]}" },
        new("makes a binary file", "a.bin", "printf 'a\\000b\\377\\376' > a.bin; head -c 5000 /dev/urandom >> a.bin", "[ $(wc -c < a.bin) = 5005 ]"),
        new("makes a large file", "a.bin", "head -c 8M /dev/urandom > a.bin", "[ $(wc -c < a.bin) = 8388608 ]"),
        new("sets the bit to execute", "run.sh", "printf '#!/bin/sh\\n' > run.sh; chmod +x run.sh", "[ -x run.sh ]"),
        new("makes a link inside the tree", "a.txt, link", "echo a > a.txt; ln -s a.txt link", "[ -L link ] && grep -q a link"),
        new("uses names of all scripts", "'**/*.md'", "mkdir ü; echo a > 'ü/zażółć 日本.md'; echo b > 'it is \"b\".md'", "grep -q a 'ü/zażółć 日本.md' && grep -q b 'it is \"b\".md'"),
        new("writes lines as Windows does", "a.txt", "printf 'a\\r\\nb\\r\\n' > a.txt", "[ $(grep -c \"$(printf '\\r')\" a.txt) = 2 ]"),
        new("adds attributes for its files", ".gitattributes, a.dat", "echo '*.dat -text diff' > .gitattributes; printf 'a\\r\\n' > a.dat", "grep -q dat .gitattributes && grep -q \"$(printf 'a\\r')\" a.dat"),
        new("works with a pointer of a large file", "big.bin", "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 12345\\n' 7 > big.bin; git add big.bin", "grep -q git-lfs big.bin"),
        new("leaves ignored build results", "a.txt", "mkdir -p out/deep; head -c 100K /dev/zero > out/deep/x; echo t > t.tmp; echo a > a.txt", "[ ! -e out ] && [ ! -e t.tmp ]"),
        new("updates a lock file it was allowed", "a.txt", "echo a > a.txt; echo '{}' > package-lock.json; mkdir -p app/__snapshots__; echo s > app/__snapshots__/a.snap", "[ -e package-lock.json ] && [ -e app/__snapshots__/a.snap ]")
        {
            Rest = "authority: {write: [package-lock.json, '**/__snapshots__/**']}",
        },
        new("touches what it likes where the plan says so", "a.txt", "echo a > a.txt; echo b > b.txt; echo x >> Makefile", "[ -e b.txt ] && grep -q x Makefile") { Rest = "authority: {write: ['**']}" },
        new("writes the tests it was asked for", "tests/new.sh", "echo true > tests/new.sh", "[ -e tests/new.sh ]"),
        new("leaves empty folders", "a.txt", "mkdir -p empty/er; echo a > a.txt", "[ ! -e empty ]"),
        new("delivers a folder of files", "docs/", "mkdir docs; for i in 1 2 3; do echo $i > docs/$i.md; done", "[ $(ls docs | wc -l) = 3 ]"),
        new("leaves a submodule alone", "a.txt", "echo a > a.txt", "git ls-files -s sub | grep -q ^160000")
        {
            Prepare = "git init -q ../sub && git -C ../sub -c user.name=a -c user.email=a@b commit -q --allow-empty -m s && git -c protocol.file.allow=always submodule --quiet add ../sub sub",
        },
        new("says who it is in the git config", "a.txt", "git config user.name Agent; git config user.email agent@example.org; echo a > a.txt; git add -A; git commit -qm a", "grep -q a a.txt"),
        new("installs hooks of the tree as npm packages do", "a.txt", "git config core.hooksPath .husky/_; echo a > a.txt", "grep -q a a.txt"),
        new("installs hooks that the plan allows", "a.txt", "g=$(git rev-parse --git-common-dir); mkdir -p $g/hooks; echo true > $g/hooks/pre-commit; echo a > a.txt", "grep -q a a.txt") { Rest = "authority: {write: ['.git/hooks/**']}" },
        new("tags its work", "a.txt", $"echo a > a.txt; git add -A; {As}commit -qm a; git tag mine", "grep -q a a.txt"),
        new("tries things out and takes them back", "a.txt", $"echo x >> src/calc.sh; {As}commit -qam try; git reset -q --hard HEAD~1; echo a > a.txt", "grep -q a a.txt"),
        new("has helpers that end with it", "a.txt", "(sleep 0.05; echo a > a.txt) & wait", "grep -q a a.txt"),
        new("makes a repository in its worktree", "lib/a.txt", $"git init -q lib; cd lib; echo a > a.txt; git add -A; {As}commit -qm a", "grep -q a lib/a.txt"),
        new("merges the integration branch into its work", "a.txt", "until git cat-file -e \"$(git for-each-ref --format='%(refname)' 'refs/heads/baton/**/integration'):o.txt\" 2>/dev/null; do sleep 0.05; done; echo a > a.txt; git add -A; "
            + $"{As}commit -qm a; {As}merge -q -m sync $(git for-each-ref --format='%(refname)' 'refs/heads/baton/**/integration'); [ -e o.txt ]", "grep -q a a.txt && grep -q o o.txt")
        {
            More = "other: {outputs: [o.txt], verify: [{file: o.txt}], run: 'echo o > o.txt'}",
        },
    ];

    public static TheoryData<string> Names => [.. Shapes.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_accepted(string name)
    {
        var shape = Shapes.Single(s => s.Name == name);
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task(shape.Command, shape.Outputs, "{file: README.md}", shape.Rest), shape.More, shape.Prepare);

        Assert.Equal("", string.Join("; ", story.Of<RunEvent.AttemptFailed>().Select(f => f.Failure.Message)));
        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        var held = await gallery.Bench.ShellAsync($"git clone -q -b {Gallery.Branch(story)} . ../clone && cd ../clone && {{ {shape.Holds}; }}");
        Assert.Equal(0, held.ExitCode);
    }
}
