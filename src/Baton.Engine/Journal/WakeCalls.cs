using System.Collections.Immutable;

namespace Baton.Engine.Journal;

/// <summary>Who wants to be woken by news of a journal. Calls come on pool threads, one at a time; news during a call lead to one more. Safe for several threads.</summary>
/// <param name="onFirst">Called under the lock when the first subscriber comes.</param>
/// <param name="onLast">Called under the lock when the last one has gone.</param>
internal sealed class WakeCalls(Action onFirst, Action onLast)
{
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private bool _calling;
    private bool _again;

    public IDisposable Subscribe(Action wake)
    {
        var subscription = new Subscription(this, wake);
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
            if (_subscriptions.Length == 1)
            {
                onFirst();
            }
        }

        return subscription;
    }

    /// <summary>Drops every subscriber.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            var any = !_subscriptions.IsEmpty;
            _subscriptions = [];
            if (any)
            {
                onLast();
            }
        }
    }

    public void Wake()
    {
        lock (_gate)
        {
            _again = _calling;
            if (_calling || _subscriptions.IsEmpty)
            {
                return;
            }

            _calling = true;
        }

        ThreadPool.QueueUserWorkItem(_ => CallSubscribers());
    }

    private void CallSubscribers()
    {
        bool again;
        do
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Wake();
            }

            lock (_gate)
            {
                again = _again;
                _again = false;
                _calling = again;
            }
        }
        while (again);
    }

    private sealed class Subscription(WakeCalls calls, Action wake) : IDisposable
    {
        public Action Wake { get; } = wake;

        public void Dispose()
        {
            lock (calls._gate)
            {
                var was = calls._subscriptions.Length;
                calls._subscriptions = calls._subscriptions.Remove(this);
                if (was > 0 && calls._subscriptions.IsEmpty)
                {
                    calls.EndOfLast();
                }
            }
        }
    }

    private void EndOfLast() => onLast();
}
