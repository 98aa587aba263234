using System.Diagnostics;
using Baton.Engine.Workspaces;
using Xunit;

namespace Baton.Engine.Tests.Git;

/// <summary>
/// What an attempt of an earlier run prepared is older than the run that judges, and comes into its place by a link or by renaming a folder. Believing
/// what is old must not mean believing that.
/// </summary>
public sealed class ForgedStoreTests : RepositoryTest
{
    private const string Forge = "w=$(echo 'holds always' | git hash-object -w --stdin); o=.git/objects; f() { echo $o/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); }; d=$(dirname $(f $t)); ";

    /// <summary>Objects that hold something else under the name of the test; in a pack, the names of both are exchanged, which are as long.</summary>
    private const string Pack = "git gc -q; p=$(ls $o/pack/*.idx); chmod u+w $p; perl -0777 -i -pe \"\\$t = pack('H*', '$t'); \\$i = index(\\$_, \\$t); substr(\\$_, \\$i + 19, 1) ^= chr(1)\" $p; ";

    [Theory]
    [InlineData("overwritten", "chmod u+w $(f $t); cat $(f $w) > $(f $t)")]
    [InlineData("behind a link", "cp $(f $w) ../evil; ln -sf $PWD/../evil $(f $t)")]
    [InlineData("in a folder behind a link", "mv $d ../evil; cp -f $(f $w) ../evil/$(basename $(f $t)) || exit; ln -s $PWD/../evil $d")]
    [InlineData("in another folder of that name", "cp -a $d ../evil; mv $d ../was; mv ../evil $d; cp -f $(f $w) $(f $t)")]
    [InlineData("without its end", "chmod u+w $(f $t); truncate -s -1 $(f $t)")]
    [InlineData("with more behind its end", "chmod u+w $(f $t); echo >> $(f $t)")]
    [InlineData("in a pack behind a link", Pack + "mv $p ../evil.idx; ln -s $PWD/../evil.idx $p")]
    [InlineData("in a folder of packs behind a link", Pack + "mv $o/pack ../evil; ln -s $PWD/../evil $o/pack")]
    public async Task Checkout_OfAnObjectForgedLongBefore_TellsTheForgery(string how, string forge)
    {
        var work = await WorkAsync("T1", ("judge.txt", "must hold\n"));
        await ShellAsync($"t=$(git rev-parse {work.Commit}:judge.txt); {Forge}{forge}");
        using var checkouts = new CleanCheckouts(Repository) { BelievedUntil = TimeProvider.System.GetUtcNow().AddHours(1) };
        await using var checkout = await checkouts.CreateAsync(work.Commit, null, [], [], None);
        Assert.True(checkout.Forged is [var path] && path is "judge.txt" || (how.Contains("pack", StringComparison.Ordinal) && checkout.Forged.Contains("judge.txt")), $"{how}: {string.Join(' ', checkout.Forged)}");
    }

    /// <summary>What is named is to be removed and fetched again: nothing sound may be among it.</summary>
    [Fact]
    public async Task Checkout_OfAnObjectThatIsNone_NamesNothingElse()
    {
        var work = await WorkAsync("T1", [("judge.txt", "must hold\n"), .. Enumerable.Range(0, 20).Select(n => ($"{n}.txt", $"{n}\n"))]);
        await ShellAsync($"t=$(git rev-parse {work.Commit}:judge.txt); {Forge}chmod u+w $(f $t); echo none > $(f $t)");
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(work.Commit, null, [], [], None);
        Assert.Equal(["judge.txt"], checkout.Forged);
    }

    /// <summary>What git takes a ref for counts, however its file lies there.</summary>
    [Theory]
    [InlineData("a link, which git reads as the name of another ref", "git branch other $m~; rm $r; mkdir -p $(dirname $r)/refs/heads; echo $m > $(dirname $r)/refs/heads/other; ln -s refs/heads/other $r")]
    [InlineData("packed twice", "rm $r; printf '# pack-refs with: peeled fully-peeled sorted \\n%s refs/heads/%s\\n%s refs/heads/%s\\n' $m $n $m~ $n > .git/packed-refs")]
    [InlineData("packed out of order", "rm $r; (echo '# pack-refs with: peeled fully-peeled sorted '; for t in a b c; do echo $m refs/tags/$t; done; echo $m refs/heads/$n; for t in a b c; do echo $m refs/a/$t; done) > .git/packed-refs")]
    [InlineData("a link to itself", "ln -sf $(basename $r) $r")]
    [InlineData("no id", "printf '%064d\\n' 7 > $r")]
    public async Task Branch_WhoseFileLies_IsWhereGitSaysAndIsPutBack(string how, string lie)
    {
        var head = await AdvanceAsync(("a.txt", "a\n"));
        await ShellAsync($"n={Integration}; r=.git/refs/heads/$n; m=$(git rev-parse main); {lie.Replace("$m~ ", "$(git rev-parse main~) ", StringComparison.Ordinal)}");
        var seen = await Repository.HeadOfAsync(Integration, None);
        Assert.True(seen?.Length == 64 || seen == await Repository.FindAsync("refs/heads/" + Integration, None), how);
        Repository.ExpectHead(Integration, head);
        Assert.Equal(head, await Repository.PutBackAsync(Integration, None));
        Assert.Equal(head, await Temporary.GitAsync("rev-parse", "refs/heads/" + Integration));
    }

    private async Task ShellAsync(string text)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", text]) { WorkingDirectory = Temporary.Root })!;
        await shell.WaitForExitAsync(None);
        Assert.Equal(0, shell.ExitCode);
    }
}
