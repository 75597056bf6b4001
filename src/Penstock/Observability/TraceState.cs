using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>What a <see cref="ConnectTrace"/> knows, as one value. One address that is judged and dialled is the rule, and needs no array.</summary>
internal struct TraceState
{
    public bool Exists;
    public bool WasCached;
    public long LookUpStart;
    public long LookUpEnd;
    public LookUpResult? Found;
    public Few<Verdict> Judged;
    public Few<Attempt> Attempts;

    internal readonly record struct Verdict(PeerAddress Address, AddressVerdict Given);

    internal struct Attempt
    {
        public PeerAddress EndPoint;
        public long Start;
        public long End;
        public SocketError Result;
    }

    /// <summary>A list whose first item is in place. A copy shares the others, and holds what was there when it was made: another thread may make one while there come more.</summary>
    internal struct Few<T>
    {
        private T _first;
        private bool _hasFirst;
        private T[]? _others;

        public readonly int Count => !_hasFirst ? 0 : 1 + (_others?.Length ?? 0);

        public readonly T this[int index] => index == 0 ? _first : _others![index - 1];

        public void Add(T item)
        {
            if (_hasFirst)
            {
                _others = _others is null ? [item] : [.. _others, item];
            }
            else
            {
                _first = item;
                _hasFirst = true;
            }
        }

        /// <summary>To be changed in its place.</summary>
        [UnscopedRef]
        public ref T At(int index)
        {
            if (index == 0)
            {
                return ref _first;
            }

            return ref _others![index - 1];
        }
    }
}
