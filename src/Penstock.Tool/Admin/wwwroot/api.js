// Talks to the admin endpoint. The token, if there is one, lives as long as the browser's tab.

const TOKEN = 'penstock.token';

class ApiError extends Error {
    constructor(status, body) {
        super(body?.error ?? `The endpoint answered ${status}.`);
        this.status = status;
        this.problems = body?.problems ?? [];
    }
}

let onTokenWanted = () => {};

/** Who asks the operator for the token when the endpoint wants one. */
export function whenTokenWanted(ask) {
    onTokenWanted = ask;
}

export function setToken(token) {
    sessionStorage.setItem(TOKEN, token);
}

async function send(path, options = {}) {
    const token = sessionStorage.getItem(TOKEN);
    const response = await fetch(`/api/v1/${path}`, {
        ...options,
        cache: 'no-store',
        headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    if (response.ok) {
        return response;
    }

    const body = await response.json().catch(() => null);
    // One that was on its way with the token before says nothing of this one.
    if (response.status === 401 && token === sessionStorage.getItem(TOKEN)) {
        onTokenWanted(Boolean(token));
    }

    throw new ApiError(response.status, body);
}

export const get = async (path, signal) => (await send(path, { signal })).json();

/** The answer itself, which has no end. */
export const events = signal => send('events', { signal });

export const post = async path => (await send(path, { method: 'POST' })).json();
