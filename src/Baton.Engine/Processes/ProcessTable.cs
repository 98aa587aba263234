using System.Globalization;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Engine.Processes;

/// <summary>One line of the process table.</summary>
internal readonly record struct ProcessRow(int Pid, char State, int Parent, int Group, int Session, long StartTicks)
{
    /// <summary>It has ended and only waits to be reaped.</summary>
    public bool IsDead => State is 'Z' or 'X' or 'x';
}

/// <summary>Reads the kernel's process table under <c>/proc</c>. A process that ends while it is read is reported as absent.</summary>
internal static class ProcessTable
{
    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    public static string BootId => Boot.Value;

    public static ProcessRow? Find(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ReadSmall($"/proc/{pid}/stat", buffer);
        return length <= 0 ? null : Parse(pid, buffer[..length]);
    }

    /// <summary>The process as it can be recognised later; null when there is none or it has ended.</summary>
    public static ProcessIdentity? Identify(int pid) =>
        Find(pid) is { IsDead: false } row ? new ProcessIdentity(pid, row.StartTicks, BootId) : null;

    /// <summary>The very process lives: same pid, same start, same boot.</summary>
    public static bool IsAlive(ProcessIdentity identity) =>
        identity.BootId == BootId && Find(identity.Pid) is { IsDead: false } row && row.StartTicks == identity.StartTicks;

    public static List<ProcessRow> ReadAll()
    {
        var rows = new List<ProcessRow>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(folder.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Find(pid) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    /// <summary>The pid that the kernel handed out last; null when it does not say.</summary>
    public static int? LastPid()
    {
        Span<byte> buffer = stackalloc byte[128];
        var length = ReadSmall("/proc/loadavg", buffer);
        if (length <= 0)
        {
            return null;
        }

        var line = buffer[..length].TrimEnd("\n "u8);
        var last = line[(line.LastIndexOf((byte)' ') + 1)..];
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    /// <summary>The process was started with exactly this entry (<c>NAME=value</c>) in its environment; false when it may not be read.</summary>
    public static bool HasEnvironment(int pid, ReadOnlySpan<byte> entry) => Entries($"/proc/{pid}/environ") is { } all && Contains(all, entry);

    /// <summary>One of its words is exactly this.</summary>
    public static bool HasWord(int pid, string word) => Entries($"/proc/{pid}/cmdline") is { } all && Contains(all, Encoding.UTF8.GetBytes(word));

    /// <summary>The entries of <c>environ</c> or <c>cmdline</c>; empty when it may not be read.</summary>
    public static string[] Words(int pid, string file) =>
        Entries($"/proc/{pid}/{file}") is { } all ? Encoding.UTF8.GetString(all).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>Its standard output or standard error is this file.</summary>
    public static bool WritesTo(int pid, string file) => LinkIs($"/proc/{pid}/fd/1", file) || LinkIs($"/proc/{pid}/fd/2", file);

    private static bool LinkIs(string link, string file)
    {
        try
        {
            return new FileInfo(link).LinkTarget == file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Contains(byte[] entries, ReadOnlySpan<byte> entry)
    {
        var rest = entries.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var one = end < 0 ? rest : rest[..end];
            if (one.SequenceEqual(entry))
            {
                return true;
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return false;
    }

    private static byte[]? Entries(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The beginning of a file in one read; negative when it cannot be opened.</summary>
    public static unsafe int ReadSmall(string path, Span<byte> buffer)
    {
        var descriptor = Libc.Open(path, Libc.OCloexec | Libc.ONonblock, 0);
        if (descriptor < 0)
        {
            return -1;
        }

        fixed (byte* start = buffer)
        {
            var length = (int)Libc.Read(descriptor, start, buffer.Length);
            _ = Libc.Close(descriptor);
            return length;
        }
    }

    // "pid (name) state ppid pgrp session tty tpgid flags ..." with the start time as field 22; the name may hold spaces and parentheses.
    private static ProcessRow? Parse(int pid, ReadOnlySpan<byte> line)
    {
        var name = line.LastIndexOf((byte)')');
        if (name < 0 || name + 2 >= line.Length)
        {
            return null;
        }

        Span<long> numbers = stackalloc long[22];
        var rest = line[(name + 2)..];
        var state = (char)rest[0];
        var field = 3;
        foreach (var range in rest.Split((byte)' '))
        {
            if (field > 22)
            {
                break;
            }

            numbers[field - 1] = long.TryParse(rest[range], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
            field++;
        }

        return field <= 22 ? null : new ProcessRow(pid, state, (int)numbers[3], (int)numbers[4], (int)numbers[5], numbers[21]);
    }
}
