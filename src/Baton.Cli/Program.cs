using Baton.Cli;

if (args is ["--version"])
{
    Console.WriteLine(ProgramVersion.Text);
    return 0;
}

Console.Error.WriteLine("baton: no such command. `baton --version` prints the version.");
return 2;
