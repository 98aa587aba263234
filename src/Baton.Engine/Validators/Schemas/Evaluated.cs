namespace Baton.Engine.Validators.Schemas;

/// <summary>Which properties and items of one value some part of a schema has looked at.</summary>
internal sealed class Evaluated
{
    private HashSet<string>? _properties;
    private HashSet<int>? _items;
    private int _firstItems;

    public void AddProperty(string name) => (_properties ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);

    public void AddItem(int index) => (_items ??= []).Add(index);

    /// <summary>All items before this index.</summary>
    public void AddItemsBefore(int index) => _firstItems = Math.Max(_firstItems, index);

    public bool HasProperty(string name) => _properties?.Contains(name) == true;

    public bool HasItem(int index) => index < _firstItems || _items?.Contains(index) == true;

    public void Add(Evaluated other)
    {
        foreach (var name in other._properties ?? [])
        {
            AddProperty(name);
        }

        foreach (var index in other._items ?? [])
        {
            AddItem(index);
        }

        AddItemsBefore(other._firstItems);
    }
}
