using System.Globalization;
using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents;

/// <summary>Who owns the start of an attempt: the supervisor that made the file <c>claim</c>, or nobody any more when it was abandoned.</summary>
internal sealed record AttemptClaim(int Pid, string Cookie, long MaxOutputBytes)
{
    private const string Abandoned = "abandoned";

    /// <summary>No process will ever start under this claim.</summary>
    public bool IsAbandoned => Pid == 0;

    public string Mark => $"BATON_ATTEMPT={Cookie}";

    /// <summary>Null when there is no claim, or one whose only line is not complete yet.</summary>
    public static AttemptClaim? Read(string folder)
    {
        if (ReadComplete(Path.Combine(folder, "claim")) is not { } line)
        {
            return null;
        }

        var words = line.Split(' ');
        return words is [var pid, var cookie, var max]
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new AttemptClaim(number, cookie, bytes)
            : new AttemptClaim(0, "", AttemptProcessSpec.DefaultMaxOutputBytes);
    }

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, "claim"));

    /// <summary>Takes the claim so that a supervisor that comes late starts nothing. False when somebody has it already.</summary>
    public static bool TryAbandon(string folder)
    {
        FaultPoint.Reach("attempt.claim.abandon.before");
        try
        {
            using var file = new FileStream(Path.Combine(folder, "claim"), FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.ASCII.GetBytes(Abandoned + "\n"));
        }
        catch (IOException) when (Exists(folder))
        {
            return false;
        }

        FaultPoint.Reach("attempt.claim.abandon.after");
        return true;
    }

    /// <summary>The supervisor that holds the claim; an identity that matches no process when it has ended.</summary>
    public ProcessIdentity Holder(string folder) =>
        !IsAbandoned && ProcessTable.HasEnvironment(Pid, Encoding.UTF8.GetBytes(Mark)) && ProcessTable.HasWord(Pid, folder)
        && ProcessTable.Identify(Pid) is { } alive
            ? alive
            : new ProcessIdentity(Pid, 0, ProcessTable.BootId);

    /// <summary>The exit code that the supervisor recorded; null when it recorded none.</summary>
    public static int? ReadExit(string folder) =>
        int.TryParse(ReadComplete(Path.Combine(folder, "exit"))?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    private static string? ReadComplete(string path)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcessTable.ReadSmall(path, buffer);
        return length > 0 && buffer[length - 1] == '\n' ? Encoding.UTF8.GetString(buffer[..(length - 1)]) : null;
    }
}
