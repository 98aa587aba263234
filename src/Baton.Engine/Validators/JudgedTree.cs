using System.Collections.Immutable;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Validators;

/// <summary>A checkout in which commands are run: the result that is judged, or the base it is compared with.</summary>
internal sealed class JudgedTree(ValidationRequest request, CheckoutFiles files, CheckoutGuard? guard)
{
    public ValidationRequest Request => request;

    public CheckoutFiles Files => files;

    public CheckoutGuard? Guard => guard;

    public CommandChecks Commands { get; } = new(request);

    public FreshReports Reports => new(request, files, guard, Commands);
}

/// <summary>A fresh checkout of the commit that the work is compared with; no command of the result has run in it. Disposing it removes it.</summary>
internal sealed class BaseTree : IAsyncDisposable
{
    private readonly CleanCheckout _checkout;

    private BaseTree(JudgedTree tree, CleanCheckout checkout) => (Tree, _checkout) = (tree, checkout);

    public JudgedTree Tree { get; }

    public static async Task<BaseTree> OpenAsync(ValidationRequest request, CancellationToken ct)
    {
        var checkout = await request.OpenBase!(ct);
        try
        {
            if (checkout.Source is null)
            {
                throw new IOException($"Objects of the base {checkout.Commit} are not what their names say: {Words.List(checkout.Forged)}.");
            }

            var guard = await CheckoutGuard.OpenAsync(checkout.Path, checkout.Source, Path.Combine(request.LogFolder, ".base-index"), ct);
            var folder = Path.GetDirectoryName(checkout.Path)!;
            var environment = OwnFolders(request, folder);
            return new BaseTree(new JudgedTree(request with { Directory = checkout.Path, Changes = [], Environment = environment }, new CheckoutFiles(checkout.Path), guard), checkout);
        }
        catch
        {
            await checkout.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Tree.Guard?.Dispose();
        await _checkout.DisposeAsync();
    }

    /// <summary>A home and a temporary folder that commands of the result did not write to, where theirs belong to the attempt.</summary>
    private static ImmutableDictionary<string, string> OwnFolders(ValidationRequest request, string folder)
    {
        var attempt = Path.GetDirectoryName(request.LogFolder) + "/";
        var environment = request.Environment;
        foreach (var (name, place) in new[] { ("HOME", "home"), ("TMPDIR", "tmp") })
        {
            if (environment.GetValueOrDefault(name)?.StartsWith(attempt, StringComparison.Ordinal) == true)
            {
                environment = environment.SetItem(name, Directory.CreateDirectory(Path.Combine(folder, place)).FullName);
            }
        }

        return environment;
    }
}
