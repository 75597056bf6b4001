// One row of the list: made once, then only told what has changed.

import { el, setText } from './dom.js';
import { brief, bytes, clock, moment } from './format.js';
import { briefly, destination, ending, isTunnel, refusal, tone } from './words.js';

/** The columns: the class of their cells, and their names. */
export const COLUMNS = [
    ['time', 'Time'], ['client', 'Client'], ['host', 'Host'], ['verdict', 'Verdict'], ['protocol', 'Protocol'], ['up', 'Up'], ['down', 'Down'], ['took', 'Took'], ['ended', 'Ended'],
];

const SIGNS = { allow: '✓', report: '!', deny: '✕' };

export class Row {
    constructor(request) {
        this.request = request;
        this.cells = Object.fromEntries(COLUMNS.map(([name], i) => [name, el('div', { role: 'gridcell', class: name, 'aria-colindex': i + 1 })]));
        this.element = el('div', { role: 'row', tabindex: '-1' }, ...Object.values(this.cells));
        this.sign = el('span', { class: 'sign', 'aria-hidden': 'true' });
        this.word = el('span', { class: 'word' });
        this.cells.verdict.append(this.sign, this.word);
        this.element.dataset.id = request.id;
        setText(this.cells.time, clock(request.time));
        this.cells.time.title = moment(request.time);
        this.cells.client.append(request.client ?? 'Unix socket', request.user ? el('span', { class: 'user' }, ` · ${request.user}`) : '');
        setText(this.cells.host, isTunnel(request) ? destination(request) : `${request.method ?? ''} ${destination(request)}`.trim());
        this.cells.host.title = `${request.method ?? ''} ${request.target ?? ''}`;
        this.cells.client.title = this.cells.client.textContent;
    }

    update(now) {
        const { request, cells } = this;
        const mood = tone(request);
        const isRefused = mood === 'refused';
        if (this.mood !== mood) {
            this.mood = mood;
            this.element.className = `row ${mood}`;
            cells.ended.title = isRefused ? refusal(request) : [ending(request), request.detail].filter(Boolean).join(': ');
            // What was refused has no bytes to tell of: its rule has that room.
            cells.ended.setAttribute('aria-colindex', isRefused ? 5 : 9);
            cells.ended.setAttribute('aria-colspan', isRefused ? 5 : 1);
        }

        const verdict = isRefused ? 'deny' : request.verdict;
        this.sign.className = `sign ${verdict ?? ''}`;
        setText(this.sign, SIGNS[verdict] ?? '');
        setText(this.word, isRefused && request.verdict !== 'deny' ? 'refused' : request.verdict ?? '');
        const protocol = request.summary ?? request.protocol ?? '';
        setText(cells.protocol, protocol.split(' · offers ')[0]);   // the rest is in the title, and in the request's own facts
        cells.protocol.title = protocol;
        setText(cells.up, bytes(request.bytes_up));
        setText(cells.down, bytes(request.bytes_down));
        setText(cells.took, brief(request.outcome ? request.duration_ms ?? 0 : Math.max(0, now - new Date(request.time))));
        setText(cells.ended, isRefused ? briefly(refusal(request)) : ending(request));
    }

    place(index, top, isChosen, isActive) {
        this.element.style.transform = `translateY(${top}px)`;
        this.element.setAttribute('aria-rowindex', index + 2);   // the first is the head
        this.element.setAttribute('aria-selected', isChosen);
        this.element.tabIndex = isActive ? 0 : -1;
    }
}
