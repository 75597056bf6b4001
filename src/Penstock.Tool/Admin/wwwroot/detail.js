// The request that is chosen: its course, what the proxy saw and could not see, its facts, and what can be done about it.

import { get } from './api.js';
import { announce, byId, el, setText } from './dom.js';
import { actions } from './detail-actions.js';
import { Diagram } from './diagram.js';
import { facts } from './facts.js';
import { bytes, duration } from './format.js';
import { summary } from './story.js';
import { destination, ending, tone } from './words.js';

const REFRESH = 2000; // ms between looks at one that is open

export class Detail {
    #id = null;
    #request = null;
    #asked = 0;
    #diagram = new Diagram();

    constructor(store) {
        this.store = store;
        this.element = byId('detail');
        this.title = el('h2', { id: 'detail-title', tabindex: '-1' });
        this.line = el('p', { class: 'line' });
        this.columns = el('div', { class: 'columns' });
        this.facts = el('div', { class: 'facts' });
        this.actions = actions();
        this.picture = el('div', { class: 'picture' }, this.#diagram.element, legend());
        this.body = el('div', { class: 'chosen', hidden: true },
            el('header', { class: 'detail-head' },
                el('div', { class: 'headline' }, this.title, el('a', { href: '#/requests', class: 'close', 'aria-label': 'Close the details' }, '✕')),
                this.line, this.actions.element),
            this.picture, this.columns, this.facts);
        this.body.addEventListener('keydown', event => {
            if (event.key === 'Escape' && !event.defaultPrevented) {
                location.hash = '#/requests';
            }
        });
        this.element.append(this.body);
    }

    /** Shows the request with this number, or nothing. */
    async show(id) {
        if (id === this.#id) {
            return;
        }

        this.#id = id;
        this.#request = null;
        this.body.hidden = id === null;
        byId('glance').hidden = id !== null;
        if (id === null) {
            return;
        }

        this.actions.reset();
        const known = this.store.get(id);
        if (known) {
            this.#paint(known); // what the list knows is there at once
        }

        await this.#fetch(true);
    }

    /** Looks again if what is shown is open, or has just ended. */
    tick() {
        if (this.#id === null || this.#request?.outcome || document.hidden) {
            return;
        }

        const known = this.store.get(this.#id);
        if (known?.outcome || performance.now() - this.#asked > REFRESH) {
            void this.#fetch(false);
        }
    }

    async #fetch(isFirst) {
        const id = this.#id;
        this.#asked = performance.now();
        try {
            const request = await get(`requests/${id}`);
            if (id !== this.#id) {
                return;
            }

            const hasEnded = !isFirst && request.outcome;
            this.#paint(request);
            if (isFirst || hasEnded) {
                announce(`${isFirst ? 'Shown' : 'Ended'}: ${summary(request)}`);
            }
        } catch (error) {
            if (id === this.#id && (isFirst || error.status === 404)) {
                this.#missing(error);
            }
        }
    }

    #missing(error) {
        const known = this.store.get(this.#id);
        if (known) {
            this.#paint(known);
            setText(this.line, `${error.status === 404 ? 'Its details are not kept any more.' : error.message} This is what the list knows.`);
        } else {
            setText(this.title, `Request ${this.#id}`);
            setText(this.line, error.status === 404 ? 'This request is not kept any more.' : error.message);
            this.actions.show(null);
            this.columns.replaceChildren();
            this.facts.replaceChildren();
            this.picture.hidden = true;
        }
    }

    #paint(request) {
        this.#request = request;
        setText(this.title, `${request.method ?? ''} ${destination(request)}`.trim());
        const known = [request.client ?? 'Unix socket', request.summary ?? request.protocol, `↑ ${bytes(request.bytes_up)}  ↓ ${bytes(request.bytes_down)}`, duration(request.duration_ms ?? 0)];
        this.line.replaceChildren(el('span', { class: `pill ${tone(request)}` }, ending(request)), ...known.filter(Boolean).map(text => el('span', {}, text)));
        this.actions.show(request);
        this.picture.hidden = false;
        this.#diagram.show(request);
        refill(this.columns, request.saw ? [['What I saw', request.saw, 'saw'], ['What I could not see', request.could_not_see, 'unseen']] : [], column);
        refill(this.facts, facts(request), factGroup);
    }
}

// Builds anew only what has changed: a reader's selection of text outlives a tick.
function refill(container, parts, build) {
    parts.forEach((part, i) => {
        const text = JSON.stringify(part);
        const there = container.children[i];
        if (there?.madeOf !== text) {
            const made = Object.assign(build(part), { madeOf: text });
            there ? there.replaceWith(made) : container.append(made);
        }
    });
    while (container.children.length > parts.length) {
        container.lastChild.remove();
    }
}

const factGroup = ({ title, rows }) =>
    el('section', {}, el('h3', {}, title), el('dl', {}, ...rows.map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value)))));

const column = ([title, sentences, name]) =>
    el('section', { class: name }, el('h3', {}, title), el('ul', {}, ...(sentences?.length ? sentences : ['Nothing.']).map(sentence => el('li', {}, sentence))));

const legend = () => el('ul', { class: 'legend', 'aria-label': 'Legend' },
    ...[['clear', 'in clear'], ['own', 'my own word'], ['sealed', 'I cannot read it'], ['broken', 'failed']].map(([name, words]) => el('li', {}, el('i', { class: `swatch ${name}`, 'aria-hidden': 'true' }), words)));
