using System.Text.Json;
using System.Text.Unicode;

namespace Baton.Engine.Validators;

/// <summary>Reads JSON that hostile code may have written: bounded in size and depth, every key once, nothing but JSON.</summary>
internal static class BoundedJson
{
    public const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxDepth = 128;
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <param name="name">What messages call it.</param>
    /// <param name="problem">Why there is no document, as a sentence.</param>
    public static JsonDocument? ReadFile(string path, string name, long bytes, out string problem)
    {
        // Also what a pipe or a socket looks like, which must not be opened.
        if (bytes == 0)
        {
            problem = $"{name} is empty.";
            return null;
        }

        if (bytes > MaxBytes)
        {
            problem = $"{name} is larger than {Words.Size(MaxBytes)}.";
            return null;
        }

        return Read(File.ReadAllBytes(path), name, out problem);
    }

    public static JsonDocument? Read(ReadOnlyMemory<byte> content, string name, out string problem)
    {
        if (!Utf8.IsValid(content.Span))
        {
            problem = $"{name} is not JSON in UTF-8.";
            return null;
        }

        problem = "";
        try
        {
            return JsonDocument.Parse(content.Span.StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content, Options);
        }
        catch (JsonException e)
        {
            problem = e.Message.Contains("uplicate", StringComparison.Ordinal) ? $"{name} has a key twice in one object: {FirstLine(e.Message)}"
                : e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"{name} is nested deeper than {MaxDepth} levels."
                : $"{name} is not JSON in UTF-8: {FirstLine(e.Message)}";
            return null;
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0];
}
