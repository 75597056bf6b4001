// Whether this tab holds a stream of events. Pure but for time.
//
// Over HTTP/1.1 a browser opens six connections to a host, for all its tabs and windows together, and a stream keeps one for as long as it lasts. Were each tab to hold one, the seventh would
// stay blank, and in the others nothing that is asked for would be answered. So:
//
// - A tab that has been hidden for a while lets its stream go. When it is seen again it takes it up, and loads what it has missed. What is frozen has been hidden before.
// - Of those in sight, side by side, as many as MOST hold one. Who begins says so to the others; who has heard that many others begin after itself stands aside until it is used.
//
// The other way would be one stream, held by one tab and passed on by it. But navigator.locks, which says who that is, is not there over plain HTTP from another machine; and all tabs would
// stand still with that one when it is frozen, halted or slow, or has a token that is not theirs.

/** How many hold a stream at once: two connections of the six are left for whatever else is asked. */
export const MOST = 4;

const PATIENCE = 5_000; // ms for which a hidden tab keeps its stream: who looks away for a moment finds all as it was

export class Presence {
    #later = new Set();     // who has begun after this tab
    #isAside = false;
    #timer = 0;

    /**
     * @param stream has `start()`, `stop()` and `isOn`.
     * @param tell says something to the other tabs, which give it to their `hear`.
     * @param on `begun()` when it takes up a stream, `aside()` when it stands aside.
     * @param name that no other tab has.
     */
    constructor(stream, tell, on, name = Math.random()) {
        Object.assign(this, { stream, tell, on, name });
    }

    /** Holds a stream from now on. */
    begin() {
        clearTimeout(this.#timer);
        this.#isAside = false;
        if (!this.stream.isOn) {
            this.#later.clear();
            this.tell({ begun: this.name });
            this.on.begun();
            this.stream.start();
        }
    }

    /** The tab is in sight now, or it is hidden. */
    see(isInSight) {
        clearTimeout(this.#timer);
        if (isInSight) {
            this.begin();
        } else {
            this.#timer = setTimeout(() => this.leave(), PATIENCE);
        }
    }

    /** Somebody does something with the tab. */
    use() {
        if (this.#isAside) {
            this.begin();
        }
    }

    /** It is frozen, or goes away, or has been hidden long enough. */
    leave() {
        clearTimeout(this.#timer);
        if (this.stream.isOn) {
            this.stream.stop();
            this.tell({ left: this.name });
        }
    }

    /** Another tab has said something. One that was killed says no more; whoever stands aside for it in vain is used some time. */
    hear({ begun, left }) {
        this.#later.delete(left);
        if (begun === undefined || !this.stream.isOn) {
            return;
        }

        this.#later.add(begun);
        if (this.#later.size >= MOST) {
            this.leave();
            this.#isAside = true;
            this.on.aside();
        }
    }
}
