using System.Reflection;

namespace Baton.Cli;

/// <summary>What <c>baton --version</c> prints; answered before any command is built, because scripts ask for it often.</summary>
internal static class ProgramVersion
{
    /// <summary>For example <c>baton 0.1.0</c>.</summary>
    public static string Text =>
        $"baton {typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"}";
}
