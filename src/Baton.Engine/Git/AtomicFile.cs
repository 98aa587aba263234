using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>Files that are either old or new, never half.</summary>
internal static class AtomicFile
{
    /// <param name="effect">Name of the fault points around the move.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, string effect)
    {
        var draft = $"{path}.{Guid.NewGuid():n}.draft";
        File.WriteAllBytes(draft, content);
        FaultPoint.Reach($"file.{effect}.before");
        File.Move(draft, path, overwrite: true);
        FaultPoint.Reach($"file.{effect}.after");
    }
}
