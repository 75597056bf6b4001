namespace Penstock.Forwarding;

/// <summary>What is left to do for a request that was given to <see cref="HttpForwarder"/>.</summary>
internal enum ForwardEnd
{
    /// <summary>Nothing: the client has its response, and may ask again.</summary>
    KeepAlive,

    /// <summary>The client has its response and knows that its connection ends with it, or it can tell by that end that something is missing.</summary>
    Close,

    /// <summary>The client has as much of its response as there was: its connection is to be closed at once, so that it can tell.</summary>
    Abort,

    /// <summary>The client has been told nothing yet: the outcome of the request is to be told.</summary>
    Refuse,

    /// <summary>The kept connection had been closed before the origin read the request: it is to be sent once more, on a new one.</summary>
    Repeat,

    /// <summary>The origin has changed protocols (RFC 9110, section 7.8): the two connections are a tunnel from here on.</summary>
    Upgraded,
}
