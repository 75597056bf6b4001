// What the API's words mean, for people. Pure.

const ENDINGS = {
    ClientClosedTunnel: 'client closed',
    OriginClosedTunnel: 'server closed',
    ClientResetTunnel: 'client reset',
    OriginResetTunnel: 'server reset',
    TunnelIdle: 'idle too long',
    RulesChanged: 'rules changed',
    ProxyStopped: 'proxy stopped',
    ClosedByOperator: 'closed by hand',
    Answered: 'answered here',
    HeadRejected: 'not valid HTTP',
    HeadTimedOut: 'head too slow',
    ClientGone: 'client gone',
    BodyRejected: 'body not valid',
    ClientTooSlow: 'client too slow',
    TooManyConnections: 'too many connections',
    ClientNotAllowed: 'client not allowed',
    Denied: 'denied by a rule',
    ConnectPortNotAllowed: 'port not allowed',
    AuthenticationRequired: 'credentials wanted',
    DestinationProhibited: 'address not allowed',
    ProxyLoop: 'loop to the proxy',
    NameUnknown: 'name unknown',
    NameLookUpFailed: 'look-up failed',
    NameLookUpTimedOut: 'look-up too slow',
    ConnectRefused: 'server refused',
    ConnectUnreachable: 'no way there',
    ConnectTimedOut: 'no answer',
    ConnectFailed: 'connect failed',
    OriginClosedEarly: 'server left early',
    ResponseRejected: 'answer not valid',
    ResponseTimedOut: 'no response',
    ResponseTruncated: 'answer cut off',
    ResourcesExhausted: 'out of resources',
    InternalError: 'fault in the proxy',
};

// Those that break a rule of HTTP; their detail is its name.
const REJECTED = new Set(['HeadRejected', 'BodyRejected']);

// As the endpoint counts `refused`.
const REFUSED = new Set([
    ...REJECTED, 'HeadTimedOut', 'ClientTooSlow', 'TooManyConnections', 'ClientNotAllowed', 'Denied', 'ConnectPortNotAllowed', 'AuthenticationRequired', 'DestinationProhibited', 'ProxyLoop',
]);

// Carried out, but not to a good end: neither refused nor failed, as the endpoint counts.
const CUT = new Set(['ClientGone', 'ClientResetTunnel', 'OriginResetTunnel']);

const ENDED_WELL = new Set(['ClientClosedTunnel', 'OriginClosedTunnel', 'Forwarded', 'Answered', 'RulesChanged', 'ProxyStopped', 'TunnelIdle', 'ClosedByOperator']);

/** How a request ended, in a few words; an outcome that this page does not know yet is taken apart into its own words. */
export function ending(request) {
    if (!request.outcome) {
        return 'open';
    }

    if (request.outcome === 'Forwarded') {
        return `done · ${request.status}`;
    }

    return ENDINGS[request.outcome] ?? String(request.outcome).replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`).toLowerCase();
}

/** What to think of it: open, well, refused (by the proxy's own will: a rule, a limit, or for how it was asked), cut off by one of the two ends, or failed. */
export function tone(request) {
    if (!request.outcome) {
        return 'open';
    } else if (REFUSED.has(request.outcome)) {
        return 'refused';
    }

    return ENDED_WELL.has(request.outcome) ? 'well' : CUT.has(request.outcome) ? 'cut' : 'failed';
}

/** Whether a rule refused it, and no other protection. */
export const isByRule = request => request.outcome === 'Denied' && Boolean(request.rule);

/** Whom or what refused it: the rule with its place, or else the reason, with its detail. */
export function refusal(request) {
    return isByRule(request) ? request.rule : [ending(request), request.detail].filter(Boolean).join(': ');
}

/** The same without what differs from one request to the next: what requests that were refused alike have in common. */
export function cause(request) {
    if (isByRule(request)) {
        return request.rule;
    }

    return REJECTED.has(request.outcome) && request.detail ? `${ending(request)} (${request.detail})` : ending(request);
}

/** A rule by its file's own name, where there is little room: `/etc/penstock/penstock.yaml:31 (…)` is `penstock.yaml:31 (…)`. */
export const briefly = rule => rule.replace(/^[^("]*\/(?=[^/]+:\d+ \()/, '');

/** Whose name the row bears: the host, or what could be read of the target. */
export function destination(request) {
    const usual = request.method === 'CONNECT' ? 443 : 80;
    if (!request.host) {
        return request.target ?? '(not readable)';
    }

    const host = request.host.includes(':') ? `[${request.host}]` : request.host;
    return !request.port || request.port === usual ? host : `${host}:${request.port}`;
}

export const isTunnel = request => request.method === 'CONNECT';
