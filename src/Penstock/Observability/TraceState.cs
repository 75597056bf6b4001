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

    /// <summary>A list whose first item is in place. A copy shares the others: what was copied is not added to.</summary>
    internal struct Few<T>
    {
        private T _first;
        private T[]? _others;

        public int Count { get; private set; }

        public void Add(T item)
        {
            if (Count == 0)
            {
                _first = item;
            }
            else
            {
                _others = _others is null ? [item] : [.. _others, item];
            }

            Count++;
        }

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
