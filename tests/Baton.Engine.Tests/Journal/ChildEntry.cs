using System.Runtime.CompilerServices;
using Baton.TestKit.Journal;

namespace Baton.Engine.Tests.Journal;

internal static class ChildEntry
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "Baton.Engine.Tests");

    [ModuleInitializer]
    internal static void Enter() => JournalChild.RunIfAsked();
}
