// What is known of requests: what is open, and the last that ended. Pure: no page, no network.

import { filter } from './filter.js';

/** As many ended requests are kept as the server keeps by default. */
export const MOST_ENDED = 10_000;

/** Requests by id, and a view of them: those that pass the filter, by the time they began (ids are in no order), oldest first. Work is done for what has changed, not for what is there. */
export class Store {
    #byId = new Map();
    #order = [];            // all, by their time: nearly always appended to
    #ended = [];            // the ended, in the order of their end
    #passes = filter('all', '');
    #touched = new Set();   // whose place in the view may have changed
    #unsorted = false;
    #rebuild = false;
    view = [];

    constructor(mostEnded = MOST_ENDED) {
        this.mostEnded = mostEnded;
    }

    get size() {
        return this.#byId.size;
    }

    get open() {
        return this.#byId.size - this.#ended.length;
    }

    get(id) {
        return this.#byId.get(id);
    }

    /** The ended, newest end last. */
    get ended() {
        return this.#ended;
    }

    /**
     * Takes the answer of /api/v1/requests for all there is. It was true at its `now`: what ticks have said of later stays. Who is known keeps its object; a number that
     * stands for another request (the process is a new one) is not known.
     */
    load({ now, open, ended }) {
        const before = this.#byId;
        const since = Date.parse(now);
        this.#byId = new Map();
        this.#order = [];
        this.#ended = [];
        const take = news => {
            const known = before.get(news.id);
            this.#put(known?.time !== news.time ? news : known.outcome ? known : Object.assign(known, news));
        };
        ended.slice(0, this.mostEnded).reverse().forEach(take);
        open.forEach(take);
        before.forEach(request => request.began >= since && this.#put(request));
        this.#evict();
        this.#rebuild = true;
    }

    /** Takes a tick of /api/v1/events. */
    tick({ opened, changed, ended, progress }) {
        opened.forEach(request => this.#put(request));
        changed.forEach(request => this.#put(request));
        ended.forEach(request => this.#put(request));
        for (const [id, up, down] of progress) {
            const request = this.#byId.get(id);
            if (request && !request.outcome) {
                request.bytes_up = up;
                request.bytes_down = down;
            }
        }

        this.#evict();
    }

    setFilter(kind, text) {
        this.#passes = filter(kind, text);
        this.#rebuild = true;
    }

    /** Brings the view up to date; true if it has changed. */
    refresh() {
        if (this.#unsorted) {
            this.#order.sort(compare);
            this.#unsorted = false;
            this.#rebuild = true;
        }

        if (this.#rebuild) {
            this.#order.forEach(request => (request.shown = this.#passes(request)));
        } else {
            let changed = false;
            for (const request of this.#touched) {
                const shown = !request.gone && this.#passes(request);
                changed ||= shown !== Boolean(request.shown);
                request.shown = shown;
            }

            if (!changed) {
                this.#touched.clear();
                return false;
            }
        }

        this.view = this.#order.filter(request => request.shown);
        this.#rebuild = false;
        this.#touched.clear();
        return true;
    }

    // A request that is known keeps its object, so that whoever holds it sees how it goes on. One that is new is ours from here on: twenty thousand copies would be felt.
    #put(news) {
        const known = this.#byId.get(news.id);
        if (known?.outcome) {
            return;
        }

        const request = known ? Object.assign(known, news) : news;
        request.hay = undefined;
        this.#touched.add(request);
        if (!known) {
            this.#byId.set(request.id, request);
            request.began = Date.parse(request.time);
            this.#unsorted ||= this.#order.length > 0 && compare(this.#order.at(-1), request) > 0;
            this.#order.push(request);
        }

        if (request.outcome) {
            this.#ended.push(request);
        }
    }

    #evict() {
        const surplus = this.#ended.length - this.mostEnded;
        if (surplus <= 0) {
            return;
        }

        for (const request of this.#ended.splice(0, surplus)) {
            request.gone = true;
            this.#byId.delete(request.id);
            this.#touched.add(request);
        }

        this.#order = this.#order.filter(request => !request.gone);
    }
}

const compare = (a, b) => a.began - b.began || a.id - b.id;

/** Where a request is in a view, or would be. */
export function placeOf(view, request) {
    let low = 0;
    let high = view.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(view[middle], request) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }

    return low;
}
