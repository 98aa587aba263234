namespace Baton.Engine.Agents;

/// <summary>Looks at an attempt's output now and then: bounds it, and tells one listener what is new.</summary>
internal sealed class OutputWatch(string folder, Action<OutputProgress>? progress, TimeProvider time)
{
    private AttemptOutput? _output;
    private long _seen;
    private DateTimeOffset? _lastOutputAt;

    public long Length { get; private set; }

    public void Look(bool atEnd)
    {
        Length = AttemptOutput.LengthIn(folder);
        if (Length > _seen)
        {
            _lastOutputAt = time.GetUtcNow();
            _seen = Length;
            Output.Bound();
        }

        if (progress is not null)
        {
            Tell(Output, atEnd);
        }
    }

    private AttemptOutput Output =>
        _output ??= new AttemptOutput(folder, AttemptClaim.Read(folder)?.MaxOutputBytes ?? AttemptProcessSpec.DefaultMaxOutputBytes);

    private void Tell(AttemptOutput output, bool atEnd)
    {
        var (lines, skipped) = output.ReadNew(atEnd);
        if (lines.Length > 0 || skipped > 0 || atEnd)
        {
            progress!(new OutputProgress(lines, Length, _lastOutputAt, skipped));
        }
    }
}
