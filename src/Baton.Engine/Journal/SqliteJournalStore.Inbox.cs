using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Faults;

namespace Baton.Engine.Journal;

public sealed partial class SqliteJournalStore
{
    /// <summary>Commands taken at once; the rest is taken after these are answered.</summary>
    private const int InboxPage = 1000;

    private static readonly WritePoint SendPoint = WritePoint.Named("journal.inbox-send");
    private static readonly WritePoint AnswerPoint = WritePoint.Named("journal.inbox-answer");

    public async ValueTask<long> SendAsync(RunId run, RunCommand command, DateTimeOffset now, CancellationToken ct)
    {
        if (command is not RunCommand.IFromPerson)
        {
            throw new ArgumentException($"{command.GetType().Name} is not a command that people send.", nameof(command));
        }

        var (type, body) = JournalCatalog.Commands.Write(command);
        return await WriteAsync(SendPoint, db =>
        {
            FindHeadOrThrow(db, run);
            db.Execute("INSERT INTO inbox(run, sent_at, type, body) VALUES(?1, ?2, ?3, ?4)", run.Value, Ticks(now), type, body);
            return db.QueryNumber("SELECT last_insert_rowid()")!.Value;
        }, ct);
    }

    public ValueTask<ImmutableArray<InboxEntry>> TakeInboxAsync(RunId run, CancellationToken ct) => ReadAsync<ImmutableArray<InboxEntry>>(db =>
    {
        var entries = ImmutableArray.CreateBuilder<InboxEntry>();
        using var reader = db.Query("SELECT id, type, body FROM inbox WHERE run = ?1 AND accepted IS NULL ORDER BY id LIMIT ?2", run.Value, InboxPage);
        while (reader.Read())
        {
            var id = reader.GetInt64(0);
            entries.Add(new InboxEntry(id, JournalCatalog.Commands.Read(run, id, reader.GetString(1), Utf8(reader, 2))));
        }

        return entries.DrainToImmutable();
    }, ct);

    public async ValueTask AnswerAsync(RunId run, long id, bool accepted, string message, CancellationToken ct) =>
        await WriteAsync(AnswerPoint, db => Answer(db, run, new CommandAnswer(id, new InboxAnswer(accepted, message))), ct);

    public ValueTask<InboxAnswer?> FindAnswerAsync(RunId run, long id, CancellationToken ct) => ReadAsync(db =>
    {
        using var reader = db.Query("SELECT accepted, message FROM inbox WHERE id = ?2 AND run = ?1 AND accepted IS NOT NULL", run.Value, id);
        return reader.Read() ? new InboxAnswer(reader.GetInt64(0) == 1, reader.GetString(1)) : null;
    }, ct);

    private static void InsertAnswers(JournalDatabase db, RunId run, ImmutableArray<CommandAnswer> answers)
    {
        foreach (var answer in answers)
        {
            FaultPoint.Reach("journal.append.unanswered");
            Answer(db, run, answer);
        }
    }

    private static int Answer(JournalDatabase db, RunId run, CommandAnswer given) => db.Execute(
        "UPDATE inbox SET accepted = ?3, message = ?4 WHERE id = ?2 AND run = ?1 AND accepted IS NULL",
        run.Value, given.Id, given.Answer.Accepted ? 1L : 0L, given.Answer.Message);
}
