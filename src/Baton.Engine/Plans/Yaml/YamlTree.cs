using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Baton.Engine.Plans.Yaml;

/// <summary>Reads the one document of a file into nodes, event by event and without recursion, within fixed bounds.</summary>
internal sealed class YamlTree
{
    public const int DeepestLevel = 64;
    public const int MostNodes = 500_000;

    /// <summary>Of one mapping or list, so that a file without end is refused early; the most tasks of a plan are fewer.</summary>
    public const int MostEntries = 50_000;

    private readonly string _text;
    private readonly FindingList _findings;
    private readonly List<Level> _levels = [];
    private readonly List<YamlNode> _roots = [];
    private readonly int _mostDocuments;
    private int _nodes;

    private YamlTree(string text, FindingList findings, int mostDocuments)
    {
        _mostDocuments = mostDocuments;
        _text = text;
        _findings = findings;
    }

    /// <summary>The root; null when the file is empty or after an error, which is then among the findings.</summary>
    public static YamlNode? Read(string text, FindingList findings) => ReadAll(text, findings, 1) is [var root, ..] ? root : null;

    /// <summary>The roots of all documents; empty after an error, which is then among the findings.</summary>
    public static IReadOnlyList<YamlNode> ReadAll(string text, FindingList findings, int mostDocuments)
    {
        var tree = new YamlTree(text, findings, mostDocuments);
        try
        {
            return tree.Pull(new Parser(new Scanner(new StringReader(text)))) ? tree._roots : [];
        }
        catch (YamlException e)
        {
            findings.Error(CheckCode.Syntax, At(e.Start), "", $"This is not YAML: {Reason(e)}.", "Correct the text here or just before.");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            findings.Error(CheckCode.Syntax, tree.Last(), "", "This is not YAML: the parser cannot go on after this place.", "Correct the text here or just behind.");
        }

        return [];
    }

    private bool Pull(Parser parser)
    {
        var documents = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            if (current is DocumentStart && ++documents > _mostDocuments)
            {
                if (_mostDocuments > 1)
                {
                    return Refuse(CheckCode.TooMany, current, "---", $"The file holds more than {_mostDocuments} YAML documents.", "Split the file.");
                }

                return Refuse(CheckCode.SeveralDocuments, current, "---", "The file holds several YAML documents; a plan is one.",
                    "Keep one document. A dispatcher stream has to be turned into a plan first: 'baton import FILE -o plan.yaml'.");
            }

            if (!Take(current))
            {
                return false;
            }
        }

        return true;
    }

    private bool Take(ParsingEvent current)
    {
        if (current is MappingEnd or SequenceEnd)
        {
            Close(current);
            return true;
        }

        return current switch
        {
            AnchorAlias alias => RefuseReference(alias, "*" + alias.Value.Value),
            NodeEvent { Anchor.IsEmpty: false } node => RefuseReference(node, "&" + node.Anchor.Value),
            NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } node => RefuseReference(node, node.Tag.Value),
            NodeEvent node => Add(node),
            _ => true,
        };
    }

    private bool Add(NodeEvent current)
    {
        if (++_nodes > MostNodes)
        {
            return Refuse(CheckCode.TooMany, current, "", $"The file has more than {MostNodes:N0} values.", "Split the plan.");
        }

        var start = (int)current.Start.Index;
        return current switch
        {
            Scalar scalar => Place(Leaf(scalar, start)),
            SequenceStart => Open(new YamlList(At(current.Start), start), current),
            MappingStart => Open(new YamlMap(At(current.Start), start), current),
            _ => true,
        };
    }

    private static YamlScalar Leaf(Scalar scalar, int start) =>
        new(scalar.Value, scalar.Style is ScalarStyle.Plain, At(scalar.Start), start) { End = (int)scalar.End.Index };

    private bool Open(YamlNode node, NodeEvent current)
    {
        if (_levels.Count >= DeepestLevel)
        {
            return Refuse(CheckCode.TooDeep, current, "", $"The file is nested more than {DeepestLevel} levels deep.", "A plan needs about ten levels; flatten this part.");
        }

        var name = _levels.Count > 0 ? _levels[^1].Key?.Value : null;
        if (!Place(node))
        {
            return false;
        }

        _levels.Add(new Level(node, name));
        return true;
    }

    private void Close(ParsingEvent current)
    {
        var node = _levels[^1].Node;
        _levels.RemoveAt(_levels.Count - 1);
        if (node.Start < _text.Length && _text[node.Start] is '[' or '{')
        {
            node.End = (int)current.Start.Index + 1;
        }

        Widen(node.End);
    }

    private void Widen(int end)
    {
        if (_levels.Count > 0)
        {
            var parent = _levels[^1].Node;
            parent.End = Math.Max(parent.End, end);
        }
    }

    private bool Place(YamlNode node)
    {
        if (_levels.Count == 0)
        {
            _roots.Add(node);
            return true;
        }

        var level = _levels[^1];
        if (level.Node is YamlList { Items.Count: >= MostEntries } or YamlMap { Entries.Count: >= MostEntries })
        {
            return RefuseEntries(node);
        }

        switch (level.Node)
        {
            case YamlList list:
                list.Items.Add(node);
                break;
            case YamlMap when level.Key is null:
                return TakeKey(node);
            case YamlMap map:
                AddEntry(map, new YamlEntry(level.Key!, node));
                _levels[^1] = level with { Key = null };
                break;
        }

        Widen(node.End);
        return true;
    }

    private bool TakeKey(YamlNode node)
    {
        if (node is not YamlScalar key)
        {
            _findings.Error(CheckCode.Syntax, node.Position, "", $"A key must be text, not {node.Shape}.", "Write 'key: value'.");
            return false;
        }

        _levels[^1] = _levels[^1] with { Key = key };
        Widen(node.End);
        return true;
    }

    private void AddEntry(YamlMap map, YamlEntry entry)
    {
        var key = entry.Key;
        if (map.Find(key.Value) is not { } first)
        {
            map.Add(entry);
            return;
        }

        var name = FindingList.Shorten(key.Value);
        var line = first.Key.Position.Line;
        if (SectionOfIds() is { } section)
        {
            _findings.Error(CheckCode.DuplicateId, key.Position, key.Value, $"'{name}' is already the id of an entry of '{section}:' (line {line}).", "Give this one another id.");
        }
        else
        {
            _findings.Error(CheckCode.DuplicateKey, key.Position, key.Value, $"The key '{name}' is already there (line {line}).", "Keep one of the two.");
        }
    }

    private string? SectionOfIds() =>
        _levels.Count == 2 && _levels[1].Name is "tasks" or "agents" or "groups" or "gates" or "handoffs" or "checkpoints" ? _levels[1].Name : null;

    private bool RefuseEntries(YamlNode node)
    {
        _findings.Error(CheckCode.TooMany, node.Position, "", $"A mapping or list has more than {MostEntries:N0} entries.", "Split the plan.");
        return false;
    }

    private bool RefuseReference(ParsingEvent current, string text) =>
        Refuse(CheckCode.Reference, current, text, "Plans have no anchors, aliases and tags.", "Write the value out; put what all tasks share under 'defaults:'.");

    private bool Refuse(string code, ParsingEvent current, string text, string message, string remedy)
    {
        _findings.Error(code, At(current.Start), text, message, remedy);
        return false;
    }

    private SourcePosition Last() => _levels.Count > 0 ? _levels[^1].Node.Position : new SourcePosition(1, 1);

    private static SourcePosition At(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static string Reason(YamlException e)
    {
        var message = FindingList.Shorten(e.Message.TrimEnd('.'));
        return message.Length == 0 ? "the parser cannot read it" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private readonly record struct Level(YamlNode Node, string? Name, YamlScalar? Key = null);
}
