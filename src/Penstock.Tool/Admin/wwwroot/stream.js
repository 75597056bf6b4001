// One stream of events, for as long as it is wanted. Pure but for time.

import { duration } from './format.js';
import { backOff, eventParser } from './sse.js';

const SILENCE = 10_000; // ms without a tick, of which there is one a second: nobody is there any more, whatever TCP says
const LOADING = 60_000; // ms that all there is may take over a slow line

/** Connects, and connects anew when the stream ends, until it is stopped or told that its token is wrong. */
export class Stream {
    #run = null;    // the connection there is, or is to be; null if none is wanted

    /**
     * @param open asks for the stream, with a signal: a promise of a Response.
     * @param on `connected(signal)` is awaited before the first tick is taken, `tick(object)`, `lost(milliseconds until the next attempt, why if the endpoint said so)`.
     */
    constructor(open, on) {
        Object.assign(this, { open, on });
    }

    get isOn() {
        return this.#run !== null;
    }

    start() {
        if (!this.#run) {
            const run = this.#run = { connection: null };
            void this.#follow(run);
        }
    }

    stop() {
        const run = this.#run;
        this.#run = null;
        run?.connection?.abort();
    }

    async #follow(run) {
        for (let attempt = 0; run === this.#run; attempt++) {
            const connection = run.connection = new AbortController();
            let error = null;
            try {
                const response = await within(SILENCE, this.open(connection.signal));
                await within(LOADING, this.on.connected(connection.signal));
                attempt = 0;
                await this.#read(response.body, run);
            } catch (e) {
                error = e;
            } finally {
                connection.abort(); // what is left of it would keep one of the few connections that a browser has
            }

            if (run !== this.#run) {
                return;
            }

            if (error?.status === 401) {
                this.#run = null; // whoever asks for the token begins anew
                return;
            }

            // What is no trouble of the network is a fault of this page: it shall be seen.
            if (error && error.status === undefined && !(error instanceof TypeError || error.name === 'AbortError')) {
                console.error(error);
            }

            const wait = backOff(attempt);
            this.on.lost(wait, error?.status === undefined ? undefined : error.message);
            await new Promise(done => setTimeout(done, wait));
        }
    }

    // Ends when the stream does, or when the server says that it has dropped us.
    async #read(body, run) {
        const reader = body.pipeThrough(new TextDecoderStream()).getReader();
        let isDropped = false;
        const parse = eventParser((name, data) => {
            if (name === 'tick' && run === this.#run) {
                this.on.tick(JSON.parse(data));
            } else if (name === 'dropped') {
                isDropped = true;
            }
        });
        while (!isDropped) {
            const { done, value } = await within(SILENCE, reader.read());
            if (done) {
                return;
            }

            parse(value);
        }
    }
}

/** What takes longer has failed, as an answer of the endpoint would have. */
function within(ms, work) {
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(Object.assign(new Error(`Nothing has come for ${duration(ms)}.`), { status: 0 })), ms)));
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
