using Baton.Cli.Commands;
using Xunit;

namespace Baton.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Every_command_is_made_alone_when_its_name_is_asked_for()
    {
        var all = CommandLine.Create(null).Subcommands.Select(c => c.Name).ToArray();
        Assert.True(all.Length > 20);
        Assert.All(all, name => Assert.Equal([name], CommandLine.Create(name).Subcommands.Select(c => c.Name)));
    }

    [Fact]
    public void What_is_no_commands_name_gets_all_of_them() => Assert.Equal(CommandLine.Create(null).Subcommands.Count, CommandLine.Create("chek").Subcommands.Count);
}
