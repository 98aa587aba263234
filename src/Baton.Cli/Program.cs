using Baton.Cli;
using Baton.Cli.Commands;

if (args is ["--version"])
{
    Console.WriteLine(ProgramVersion.Text);
    return 0;
}

return await CommandLine.InvokeAsync(args);
