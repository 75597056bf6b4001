// Talks to the admin endpoint. The token, if there is one, lives as long as the browser's tab.

import { backOff, eventParser } from './sse.js';

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
    if (response.status === 401) {
        onTokenWanted(Boolean(token));
    }

    throw new ApiError(response.status, body);
}

export const get = async path => (await send(path)).json();

export const post = async path => (await send(path, { method: 'POST' })).json();

/**
 * Follows /api/v1/events for as long as the page is there, and connects anew when it ends.
 * @param on `connected()` is awaited before the first tick is taken, `tick(object)`, `lost(milliseconds until the next attempt, why if the endpoint said so)`.
 */
export async function follow(on) {
    for (let attempt = 0; ; attempt++) {
        let reason;
        try {
            const response = await send('events');
            await on.connected();
            attempt = 0;
            await read(response, on.tick);
        } catch (error) {
            if (error.status === 401) {
                return; // whoever asks for the token begins anew
            }

            reason = error instanceof ApiError ? error.message : undefined;
            // What is no trouble of the network is a fault of this page: it shall be seen.
            if (!(error instanceof ApiError || error instanceof TypeError || error.name === 'AbortError')) {
                console.error(error);
            }
        }

        const wait = backOff(attempt);
        on.lost(wait, reason);
        await new Promise(done => setTimeout(done, wait));
    }
}

// Ends when the stream does, or when the server says that it has dropped us.
async function read(response, onTick) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let dropped = false;
    const parse = eventParser((name, data) => {
        if (name === 'tick') {
            onTick(JSON.parse(data));
        } else if (name === 'dropped') {
            dropped = true;
        }
    });
    for (;;) {
        const { done, value } = await reader.read();
        if (done) {
            return;
        }

        parse(value);
        if (dropped) {
            await reader.cancel();
            return;
        }
    }
}
