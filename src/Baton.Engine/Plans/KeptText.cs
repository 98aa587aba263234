using System.Text;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>The text of a part of the file, moved to the left margin so that it is YAML by itself.</summary>
internal static class KeptText
{
    public static string Of(string source, YamlNode node)
    {
        var end = Math.Clamp(node.End, node.Start, source.Length);
        var margin = node.Position.Column - 1;
        var text = new StringBuilder(end - node.Start);
        var lines = source.AsSpan(node.Start, end - node.Start).TrimEnd().EnumerateLines();
        var first = true;
        foreach (var line in lines)
        {
            if (!first)
            {
                text.Append('\n').Append(line[Math.Min(margin, Indent(line))..]);
            }
            else
            {
                text.Append(line);
            }

            first = false;
        }

        return text.ToString();
    }

    private static int Indent(ReadOnlySpan<char> line) => line.Length - line.TrimStart(' ').Length;
}
