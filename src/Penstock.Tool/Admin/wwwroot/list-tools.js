// What stands around the list: search, kinds, pause, the count, and what to try while there is nothing to show.

import { announce, byId, el, setText } from './dom.js';
import { toClipboard } from './detail-actions.js';
import { count, plural } from './format.js';

export class ListTools {
    #kind = 'all';
    #told = 0;
    listener = null;

    constructor(store, list) {
        Object.assign(this, { store, list });
        byId('search').addEventListener('input', () => this.#filter());
        byId('kinds').addEventListener('change', event => {
            this.#kind = event.target.value;
            this.#filter();
        });
        byId('pause').addEventListener('click', () => this.#pause(!list.paused));
    }

    /** Puts words into the search box, as if they had been typed. */
    search(text) {
        byId('search').value = text;
        byId('kinds').querySelector('[value=all]').checked = true;
        this.#kind = 'all';
        this.#filter();
    }

    draw() {
        const { store, list } = this;
        const isFiltered = this.#kind !== 'all' || byId('search').value.trim() !== '';
        setText(byId('count'), store.size === 0 ? '' : isFiltered
            ? `${count(list.length)} of ${plural(store.size, 'request')} · ${count(store.open)} open`
            : `${plural(store.size, 'request')} · ${count(store.open)} open`);
        setText(byId('pause'), list.paused ? (list.waiting > 0 ? `Go on (${count(list.waiting)} new)` : 'Go on') : 'Pause');
        this.#drawNothing(isFiltered);
    }

    #filter() {
        this.store.setFilter(this.#kind, byId('search').value);
        this.store.refresh();
        this.list.update(true);
        this.draw();
        // Not at each key, but when the typing has come to rest.
        clearTimeout(this.#told);
        this.#told = setTimeout(() => announce(`${plural(this.list.length, 'request')} found`), 700);
    }

    #pause(isPaused) {
        this.list.pause(isPaused);
        byId('pause').setAttribute('aria-pressed', isPaused);
        this.draw();
    }

    #drawNothing(isFiltered) {
        const box = byId('nothing');
        const state = this.list.length > 0 ? '' : isFiltered ? 'no match' : this.listener ? `try ${this.listener}` : '';
        byId('grid').classList.toggle('is-empty', state !== '');
        box.hidden = state === '';
        if (box.dataset.state === state) {
            return;
        }

        box.dataset.state = state;
        box.replaceChildren(...(isFiltered ? [el('p', {}, 'Nothing here matches.')] : state ? this.#welcome() : []));
    }

    #welcome() {
        const isUnix = this.listener.startsWith('unix:');
        // 0.0.0.0 is where it listens, not where anybody can go.
        const address = this.listener.replace(/^(0\.0\.0\.0|\[::\])/, location.hostname || '127.0.0.1');
        const line = isUnix ? `curl --proxy ${this.listener} https://example.com/` : `curl -x http://${address} https://example.com/`;
        const copy = el('button', { type: 'button' }, 'Copy');
        copy.addEventListener('click', async () => {
            const done = await toClipboard(line);
            setText(copy, done ? 'Copied' : 'Not copied');
            announce(copy.textContent);
        });
        return [el('p', { class: 'lead' }, 'Nothing has come through yet.'), el('p', {}, 'Try it from a terminal; it will be here at once:'), el('p', { class: 'command' }, el('code', {}, line), copy)];
    }
}
