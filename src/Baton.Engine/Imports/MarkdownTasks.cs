using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>Makes tasks of what a document says in several places. Where one short name stands for several tasks of one table, words of the title tell them apart.</summary>
internal sealed class MarkdownTasks(Draft draft, ImportNotes notes, string driver)
{
    /// <summary>More tasks of one short name are not told apart by words.</summary>
    private const int MostOfName = 50;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(DraftTask Task, string Title)>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public void Build(List<MarkdownMention> mentions)
    {
        var pending = new List<(MarkdownMention Mention, DraftTask Task)>();
        foreach (var group in mentions.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (group.All(m => m.IsCostAlone))
            {
                foreach (var mention in group)
                {
                    AddCost(mention);
                }

                continue;
            }

            var defining = group.GroupBy(m => (m.File, m.List)).OrderByDescending(g => g.Count()).First().ToList();
            var made = defining.Select(m => (Mention: m, Task: Create(m, defining.Count > 1))).ToList();
            var own = new Dictionary<MarkdownMention, DraftTask>(made.Select(m => KeyValuePair.Create(m.Mention, m.Task)), ReferenceEqualityComparer.Instance);
            _byName[group.Key] = [.. made.Select(m => (m.Task, m.Mention.Title))];
            foreach (var mention in group)
            {
                pending.Add((mention, own.TryGetValue(mention, out var task) ? task : Match(mention, made)));
            }
        }

        Order(mentions);
        pending.ForEach(p => Fill(p.Mention, p.Task));
        pending.ForEach(p => Connect(p.Mention, p.Task));
    }

    /// <summary>The tasks that a text names, by short names, or by the whole text.</summary>
    /// <param name="from">Where the text stands; what could mean several tasks is noted there.</param>
    /// <param name="takeAll">Whether such a text means all of them; else none.</param>
    public List<DraftTask> Find(string text, MarkdownMention? from = null, bool takeAll = false)
    {
        var found = new List<DraftTask>();
        foreach (var part in text.Split([',', ';', '+', '&', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var tokens = MarkdownNames.Tokens(part).Where(_byName.ContainsKey).ToList();
            if (tokens.Count == 0 && _byName.TryGetValue(part, out var whole))
            {
                found.AddRange(whole.Select(w => w.Task));
            }

            foreach (var named in tokens.Select(t => _byName[t]))
            {
                var (best, like) = Likest(part, named);
                if (like > 1 && from is not null)
                {
                    var many = $"'{part}' may be any of {string.Join(", ", named.Take(8).Select(n => n.Task.Id))}";
                    (takeAll ? notes.Guessed : (Action<string, int, string, string>)notes.NotCarried)(from.File, from.Line, $"task {from.Name}", takeAll ? many + "; all are taken" : many);
                }

                found.AddRange(like == 1 ? [best.Task] : takeAll ? named.Take(MostOfName).Select(n => n.Task) : []);
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary>The task whose title shares most words with the text, and how many share as many.</summary>
    private static ((DraftTask Task, string Title) Best, int Like) Likest(string text, List<(DraftTask Task, string Title)> named)
    {
        if (named.Count == 1 || named.Count > MostOfName)
        {
            return (named[0], named.Count);
        }

        var scores = named.ConvertAll(n => MarkdownNames.Likeness(text, n.Title));
        var most = scores.Max();
        return (named[scores.IndexOf(most)], scores.Count(s => s == most));
    }

    /// <summary>A task of which nothing but the short name is known.</summary>
    public DraftTask AddBare(string token, string file, int line)
    {
        var mention = new MarkdownMention(file, line, 0, token, "");
        var task = Create(mention, severalOfName: false);
        _byName.TryAdd(token, [(task, "")]);
        notes.Guessed(file, line, $"task {task.Id}", "only its name is said: it has no owner, no hours and no needs");
        return task;
    }

    private DraftTask Create(MarkdownMention mention, bool severalOfName)
    {
        var wanted = ImportIds.Of(severalOfName ? $"{mention.Name}-{mention.Title}" : mention.Token ?? mention.Title.Split(':')[0]);
        var id = wanted;
        while (!draft.TryTakeId(id))
        {
            var number = _numbers[wanted] = _numbers.GetValueOrDefault(wanted, 1) + 1;
            id = $"{wanted[..Math.Min(wanted.Length, 56)]}-{number}";
        }

        var task = new DraftTask { Id = id };
        draft.Tasks.Add(task);
        notes.Carried(mention.File, mention.Line, $"task {id}", mention.Title.Length > 0 ? mention.Title : id);
        if (id != mention.Name)
        {
            notes.Guessed(mention.File, mention.Line, $"task {id}", severalOfName ? $"'{mention.Name}' names several tasks; this one is '{mention.Title}'" : $"the id is made of '{mention.Name}'");
        }

        return task;
    }

    private DraftTask Match(MarkdownMention mention, List<(MarkdownMention Mention, DraftTask Task)> made)
    {
        var best = Likest(mention.Title, made.ConvertAll(m => (m.Task, m.Mention.Title))).Best.Task;
        if (made.Count > 1)
        {
            notes.Guessed(mention.File, mention.Line, $"task {best.Id}", $"'{mention.Name} {mention.Title}' is taken to mean it");
        }

        return best;
    }

    /// <summary>As they stand in the document, not as they were grouped.</summary>
    private void Order(List<MarkdownMention> mentions)
    {
        var place = mentions.Select((m, i) => (m, i)).GroupBy(x => x.m.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().i, StringComparer.OrdinalIgnoreCase);
        var nameOf = _byName.SelectMany(n => n.Value.Select((v, i) => (v.Task, n.Key, i))).ToDictionary(x => x.Task, x => (x.Key, x.i));
        var sorted = draft.Tasks.OrderBy(t => place[nameOf[t].Key]).ThenBy(t => nameOf[t].i).ToList();
        draft.Tasks.Clear();
        draft.Tasks.AddRange(sorted);
    }

    private void Fill(MarkdownMention mention, DraftTask task)
    {
        task.Title ??= mention.Title.Length > 0 ? mention.Title : null;
        task.Group ??= mention.Group is null ? null : ImportIds.Of(mention.Group);
        if (mention.Owner is { } owner && task.Agent is null)
        {
            task.Agent = ImportIds.Of(owner);
            if (!draft.HasAgent(task.Agent))
            {
                draft.Agent(task.Agent, driver).Title = owner == task.Agent ? null : owner;
                notes.Guessed(mention.File, mention.Line, $"agent {task.Agent}", $"it is started by the driver {driver}");
            }
        }

        FillHours(mention, task);
        if (mention.Tokens is { } tokens && task.Tokens is null && ReadTokens(tokens) is { } count)
        {
            task.Tokens = count;
        }

        task.Priority ??= mention.Priority?.ToLowerInvariant() is "low" or "normal" or "high" or "critical" ? mention.Priority.ToLowerInvariant() : null;
        task.Outputs.AddRange(mention.Outputs.Where(p => !task.Outputs.Exists(o => o.Path == p)).Select(p => (p, (string?)null)));
        task.Inputs.AddRange(mention.Inputs.Where(p => !task.Inputs.Exists(o => o.Path == p)).Select(p => (p, (string?)null)));
    }

    private void FillHours(MarkdownMention mention, DraftTask task)
    {
        if (mention.Hours is not { } text)
        {
            return;
        }

        var estimate = ImportedTime.Read(text, "h", out var guess);
        if (estimate is null)
        {
            notes.NotCarried(mention.File, mention.Line, $"task {task.Id}", $"'{text}' is no duration");
            return;
        }

        if (task.Estimate is not null && task.Estimate != estimate)
        {
            if (!Same(task.Estimate, estimate))
            {
                notes.NotCarried(mention.File, mention.Line, $"task {task.Id}", $"another estimate, {estimate}; the first one counts, {task.Estimate}");
            }

            return;
        }

        if (task.Estimate is null && (guess ?? (mention.HoursUnit is null && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) ? $"'{text}' is taken as hours" : null)) is { } assumed)
        {
            notes.Guessed(mention.File, mention.Line, $"task {task.Id}", assumed);
        }

        task.Estimate = estimate;
    }

    private static bool Same(string a, string b) =>
        DurationText.TryParse(a, out var first, out _) && DurationText.TryParse(b, out var second, out _) && first == second;

    private void Connect(MarkdownMention mention, DraftTask task)
    {
        if (mention.Needs is { } needs)
        {
            var found = Find(needs, mention);
            Need(task, found, mention, null);
            if (found.Count == 0 && MarkdownGroups.Awaited(needs) is null)
            {
                notes.NotCarried(mention.File, mention.Line, $"task {task.Id}", $"'{needs}' names no task that it could wait for");
            }
        }

        foreach (var later in mention.Blocks is { } blocks ? Find(blocks, mention) : [])
        {
            Need(later, [task], mention, $"because '{mention.Name}' blocks it");
        }

        foreach (var other in mention.Parallel is { } parallel ? Find(parallel, mention, takeAll: true) : [])
        {
            var pair = string.CompareOrdinal(task.Id, other.Id) < 0 ? (task.Id, other.Id) : (other.Id, task.Id);
            if (task != other && draft.TryState("parallel", $"[{YamlText.Of(pair.Item1)}, {YamlText.Of(pair.Item2)}]", $"{Path.GetFileName(mention.File)} line {mention.Line}"))
            {
                notes.Carried(mention.File, mention.Line, "stated.parallel", $"{pair.Item1} and {pair.Item2}");
            }
        }
    }

    private void Need(DraftTask task, IEnumerable<DraftTask> before, MarkdownMention mention, string? why)
    {
        foreach (var need in before.Where(b => b != task && !task.Needs.Contains(b.Id)))
        {
            task.Needs.Add(need.Id);
            if (why is not null)
            {
                notes.Guessed(mention.File, mention.Line, $"task {task.Id}", $"it needs {need.Id}, {why}");
            }
        }
    }

    /// <summary>A row of a table of costs whose task nothing else mentions: the buffer, or what an agent without a task may use.</summary>
    private void AddCost(MarkdownMention mention)
    {
        if (ReadTokens(mention.Tokens!) is not { } tokens)
        {
            notes.NotCarried(mention.File, mention.Line, $"row {mention.Name}", $"'{mention.Tokens}' is no number of tokens");
        }
        else if (mention.Owner is null || mention.Owner.Contains("buffer", StringComparison.OrdinalIgnoreCase))
        {
            draft.Buffer = tokens;
            notes.Guessed(mention.File, mention.Line, "limits.buffer", $"{tokens} for '{mention.Name}', which is no task");
        }
        else
        {
            draft.Agent(ImportIds.Of(mention.Owner), "noop").Tokens = tokens;
            notes.Guessed(mention.File, mention.Line, $"agent {ImportIds.Of(mention.Owner)}", $"'{mention.Name}' is no task of the plan; its {tokens} tokens are what this agent may use");
        }
    }

    private static string? ReadTokens(string text) =>
        QuantityText.TryParseTokens(text.Trim('~', ' '), out var tokens, out _) ? $"{tokens.Count}" : null;
}
