using System.Net.Sockets;
using Npgsql;

namespace Baton.Engine.Journal.Postgres;

/// <summary>Says what an error of PostgreSQL means for the journal and what a person can do.</summary>
internal static class PostgresFailure
{
    /// <summary>The connection is gone or the server asks for another try; whether the statement was carried out is not known.</summary>
    public static bool MayPass(NpgsqlException error) => error switch
    {
        PostgresException p => p.SqlState[..2] is "08" or "40" || p.SqlState is "57P01" or "57P02" or "57P03" or "53300",
        _ => error.IsTransient || error.InnerException is IOException or SocketException or TimeoutException,
    };

    /// <summary>The server is there and will take connections in a moment (<c>cannot_connect_now</c>).</summary>
    public static bool IsStarting(NpgsqlException error) => error is PostgresException { SqlState: "57P03" };

    public static JournalUnavailableException Translate(NpgsqlException error, StoreAddress address)
    {
        var kind = KindOf(error);
        return new(kind, address.ToString(), $"{Explain(kind, address)} ({error.Message})", error);
    }

    private static JournalProblem KindOf(NpgsqlException error) => (error as PostgresException)?.SqlState switch
    {
        "53100" => JournalProblem.DiskFull,
        "XX001" or "XX002" => JournalProblem.Corrupt,
        "28000" or "28P01" or "3D000" or "42501" or "25006" => JournalProblem.NotWritable,
        "55P03" => JournalProblem.Locked,
        { } state when state[..2] is not ("08" or "57" or "53") => JournalProblem.InputOutput,
        _ => JournalProblem.Unreachable,
    };

    private static string Explain(JournalProblem kind, StoreAddress address) => kind switch
    {
        JournalProblem.DiskFull => $"The disk of the database {address} is full; nothing of the last write was kept. Free some space there, then run it again: it goes on where it was.",
        JournalProblem.Corrupt => $"The database {address} is damaged. Restore it from a backup.",
        JournalProblem.NotWritable => $"The database {address} does not let Baton in or write. Check user, password, database name and rights (it needs to make the schema baton), and that it is not a read-only replica.",
        JournalProblem.Locked => $"Another session holds a lock in the database {address}. Nothing was written. Try again.",
        JournalProblem.Unreachable => $"The database {address} does not answer. Attempts at work go on. Check that the server runs and can be reached, then run it again: it goes on where it was.",
        _ => $"The database {address} refused a read or a write of the journal. Nothing of the last write is counted on.",
    };
}
