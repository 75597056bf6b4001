namespace Penstock.Observability.Recent;

/// <summary>The objects that requests name, each with its number from 1. Requests that follow each other name much the same ones.</summary>
internal sealed class ObjectTable
{
    // Clock, method, user and decision are those of the request before more often than not, and the rest is its own.
    private const int LookedBack = 8;

    private object[] _objects = new object[16];
    private int _count;

    /// <summary>A copy of them.</summary>
    public object[] ToArray() => _objects[.._count];

    /// <summary>Its number; 0 for null.</summary>
    public int Add(object? item)
    {
        if (item is null)
        {
            return 0;
        }

        for (int i = _count - 1; i >= 0 && i >= _count - LookedBack; i--)
        {
            if (ReferenceEquals(_objects[i], item))
            {
                return i + 1;
            }
        }

        if (_count == _objects.Length)
        {
            Array.Resize(ref _objects, 2 * _count);
        }

        _objects[_count++] = item;
        return _count;
    }

    /// <summary>Lets go of all.</summary>
    public void Clear()
    {
        Array.Clear(_objects, 0, _count);
        _count = 0;
    }
}
