// The list: of ten thousand rows, those in sight are in the document. Newest first; what is looked at stays where it is while others come in above it.

import { byId, el, nextFrame } from './dom.js';
import { COLUMNS, Row } from './row.js';
import { placeOf } from './store.js';

const SPARE = 6; // rows beyond either edge, so that scrolling finds them there

export class List {
    #view = [];             // oldest first; row 0 is its last
    #rows = new Map();      // rows in the document, by id
    #active = null;         // the request whose row was last used
    #chosen = null;
    #height = 34;
    #paused = false;
    #anchor = null;         // {request, offset}: what is at the top edge

    /** @param onChoose is called with the id of the request that was chosen. */
    constructor(store, onChoose) {
        this.store = store;
        this.grid = byId('grid');
        this.scroller = byId('scroller');
        this.spacer = byId('rows');
        this.now = () => Date.now();
        byId('grid-head').append(...COLUMNS.map(([name, title], i) => el('div', { role: 'columnheader', class: name, 'aria-colindex': i + 1 }, title)));
        this.scroller.addEventListener('scroll', () => {
            this.#keepAnchor();
            nextFrame(this.draw);
        }, { passive: true });
        new ResizeObserver(() => this.#measure()).observe(this.scroller);
        this.spacer.addEventListener('click', event => this.#onClick(event, onChoose));
        this.spacer.addEventListener('focusin', event => this.#onFocus(event));
        this.grid.addEventListener('keydown', event => this.#onKey(event, onChoose));
    }

    get length() {
        return this.#view.length;
    }

    /** How many requests have come since the list was paused. */
    get waiting() {
        return this.#paused ? Math.max(0, this.store.view.length - this.#view.length) : 0;
    }

    get paused() {
        return this.#paused;
    }

    pause(isPaused) {
        this.#paused = isPaused;
        this.update();
    }

    choose(id) {
        this.#chosen = id;
        this.#active = this.store.get(id) ?? this.#active;
        nextFrame(this.draw);
    }

    /** Puts the focus where Tab would lead. */
    focus() {
        if (this.#view.length > 0) {
            this.#focus(Math.max(0, this.#indexOf(this.#active)));
        }
    }

    /** Takes the store's view; with `fromTop` (a new filter) begins at its newest. */
    update(fromTop = false) {
        if (!this.#paused || fromTop) {
            this.#view = this.store.view;
        }

        if (fromTop) {
            this.scroller.scrollTop = 0;
            this.#anchor = null;
        }

        nextFrame(this.draw);
    }

    draw = () => {
        const count = this.#view.length;
        this.grid.setAttribute('aria-rowcount', count + 1);
        this.spacer.style.height = `${count * this.#height}px`;
        this.#restoreAnchor();
        const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.#height) - SPARE);
        const last = Math.min(count - 1, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / this.#height) + SPARE);
        const wanted = new Map();
        for (let index = first; index <= last; index++) {
            wanted.set(this.#at(index).id, index);
        }

        // Tab leads to the row that was last used, or else to the first in sight. The former stays in the document even out of sight, or the focus would be lost.
        const active = this.#indexOf(this.#active);
        const stop = active >= 0 ? this.#active : count > 0 ? this.#at(Math.min(count - 1, Math.ceil(this.scroller.scrollTop / this.#height))) : null;
        if (active >= 0) {
            wanted.set(stop.id, active);
        }

        let isFocusLost = false;
        for (const [id, row] of this.#rows) {
            if (!wanted.has(id) || row.request !== this.#at(wanted.get(id))) {
                isFocusLost ||= row.element === document.activeElement;
                row.element.remove();
                this.#rows.delete(id);
            }
        }

        const now = this.now();
        for (const [id, index] of wanted) {
            let row = this.#rows.get(id);
            if (!row) {
                row = new Row(this.#at(index));
                this.#rows.set(id, row);
                this.spacer.append(row.element);
            }

            row.update(now);
            row.place(index, index * this.#height, id === this.#chosen, id === stop?.id);
        }

        // The row has ended and is not among those that are shown, or it is not kept any more: whoever stood on it stays in the list.
        if (isFocusLost && stop) {
            this.#rows.get(stop.id).element.focus({ preventScroll: true });
        }
    };

    #at(index) {
        return this.#view[this.#view.length - 1 - index];
    }

    #indexOf(request) {
        const place = request ? placeOf(this.#view, request) : -1;
        return place >= 0 && this.#view[place]?.id === request.id ? this.#view.length - 1 - place : -1;
    }

    #measure() {
        this.#height = parseFloat(getComputedStyle(this.grid).getPropertyValue('--row')) || 34;
        nextFrame(this.draw);
    }

    // At the very top the newest are followed; below it, what is read stands still.
    #keepAnchor() {
        const top = this.scroller.scrollTop;
        const request = top > 2 && this.#view.length > 0 ? this.#at(Math.min(this.#view.length - 1, Math.floor(top / this.#height))) : null;
        this.#anchor = request && { request, offset: top % this.#height };
    }

    #restoreAnchor() {
        const index = this.#anchor ? this.#indexOf(this.#anchor.request) : -1;
        const top = index * this.#height + (this.#anchor?.offset ?? 0);
        if (index >= 0 && Math.abs(top - this.scroller.scrollTop) > 1) {
            this.scroller.scrollTop = top;
        }
    }

    #onClick(event, onChoose) {
        const request = this.#requestOf(event.target);
        if (request) {
            this.#active = request;
            onChoose(request.id);
        }
    }

    #onFocus(event) {
        this.#active = this.#requestOf(event.target) ?? this.#active;
    }

    #requestOf(node) {
        return this.#rows.get(Number(node.closest('[role=row]')?.dataset.id))?.request;
    }

    #onKey(event, onChoose) {
        const at = this.#indexOf(this.#active);
        const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.#height) - 1);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: this.#view.length - 1 }[event.key];
        if (to !== undefined && this.#view.length > 0) {
            event.preventDefault();
            this.#focus(Math.min(this.#view.length - 1, Math.max(0, to)));
        } else if ((event.key === 'Enter' || event.key === ' ') && at >= 0) {
            event.preventDefault();
            onChoose(this.#active.id);
        }
    }

    #focus(index) {
        this.#active = this.#at(index);
        const top = index * this.#height;
        const low = top + this.#height - this.scroller.clientHeight;
        const now = this.scroller.scrollTop;
        this.#anchor = null;
        this.scroller.scrollTop = top < now ? top : low > now ? low : now;
        this.#keepAnchor();
        this.draw();
        this.#rows.get(this.#active.id)?.element.focus({ preventScroll: true });
    }
}
