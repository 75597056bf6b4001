// Draws the story of a request: four life lines, time downwards. Each step has its words on hover and on focus; the arrow keys go from step to step.

import { el, setText, svg } from './dom.js';
import { duration } from './format.js';
import { layOut } from './diagram-layout.js';
import { drawAxis, drawBand, drawBreaks, drawLanes, drawScaleBar, drawStep } from './diagram-parts.js';
import { story, summary } from './story.js';

export class Diagram {
    #request = null;
    #width = 0;
    #groups = new Map();    // step or band by key: its element
    #current = null;        // the key of the step that Tab leads to

    constructor() {
        this.tip = el('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
        this.canvas = el('div', { class: 'canvas' });
        this.element = el('div', { class: 'diagram' }, this.canvas, this.tip);
        this.canvas.addEventListener('keydown', event => this.#onKey(event));
        this.element.addEventListener('pointerleave', () => this.#hideTip());
        new ResizeObserver(([entry]) => this.#resize(Math.floor(entry.contentRect.width))).observe(this.element);
    }

    show(request) {
        const isOther = request.id !== this.#request?.id;
        this.#request = request;
        if (isOther) {
            this.#current = null;
            this.#hideTip();
        }

        this.#draw();
    }

    #resize(width) {
        if (width > 0 && width !== this.#width) {
            this.#width = width;
            this.#draw();
        }
    }

    #draw() {
        if (!this.#request || this.#width === 0) {
            return;
        }

        const tale = story(this.#request);
        const items = [...tale.bands, ...tale.steps];
        const hasFocus = this.canvas.contains(document.activeElement);
        if (hasFocus && items.length === this.#groups.size && items.every(item => this.#groups.has(item.key))) {
            items.forEach(item => this.#retell(item)); // whoever reads it is not thrown out of it
            return;
        }

        const plan = layOut(tale, this.#width);
        const drawing = svg('svg', {
            width: plan.width, height: plan.height, viewBox: `0 0 ${plan.width} ${plan.height}`, role: 'group', 'aria-label': `Sequence diagram. ${summary(this.#request)} The arrow keys go through its steps.`,
        });
        drawing.append(hatch(), drawAxis(plan), drawLanes(plan), drawBreaks(plan), drawScaleBar(plan));
        this.#groups.clear();
        const add = (item, group) => {
            group.addEventListener('focus', () => this.#showTip(item.key));
            group.addEventListener('blur', () => this.#hideTip());
            group.addEventListener('pointerenter', () => this.#showTip(item.key));
            group.dataset.key = item.key;
            this.#groups.set(item.key, { group, item });
            this.#retell(item);
            return group;
        };
        // In the order of the document, for those who hear it: bands stand where they begin.
        const pending = [...plan.bands];
        for (const step of plan.steps) {
            while (pending.length > 0 && pending[0].top < step.y) {
                drawing.append(add(pending[0], drawBand(pending.shift(), plan)));
            }

            drawing.append(add(step, drawStep(step, plan)));
        }

        this.canvas.replaceChildren(drawing);
        this.#current = this.#groups.has(this.#current) ? this.#current : plan.steps[0]?.key;
        this.#groups.get(this.#current)?.group.setAttribute('tabindex', '0');
        if (hasFocus) {
            this.#groups.get(this.#current)?.group.focus({ preventScroll: true });
        } else if (!this.tip.hidden) {
            this.#showTip(this.tip.dataset.key);
        }
    }

    #retell(item) {
        const known = this.#groups.get(item.key);
        known.item = { ...known.item, words: item.words, label: item.label };
        const when = item.t === undefined ? `${duration(item.from)} to ${duration(item.to)}` : duration(item.t);
        known.group.setAttribute('aria-label', `${when}: ${item.label}. ${item.words}`);
        const text = known.group.querySelector('.live');
        if (text) {
            setText(text, item.label);
        }
    }

    #showTip(key) {
        const known = this.#groups.get(key);
        if (!known) {
            return this.#hideTip();
        }

        const { item, group } = known;
        setText(this.tip, item.words);
        this.tip.dataset.key = key;
        this.tip.hidden = false;
        const box = group.getBoundingClientRect();
        const around = this.element.getBoundingClientRect();
        const left = Math.min(Math.max(0, box.left - around.left + box.width / 2 - this.tip.offsetWidth / 2), this.#width - this.tip.offsetWidth);
        this.tip.style.left = `${Math.max(0, left)}px`;
        this.tip.style.top = `${(item.y ?? (item.top + item.bottom) / 2) + 10}px`;
        this.canvas.querySelectorAll('.told').forEach(other => other.classList.remove('told'));
        group.classList.add('told');
    }

    #hideTip() {
        this.tip.hidden = true;
        this.canvas.querySelectorAll('.told').forEach(group => group.classList.remove('told'));
    }

    #onKey(event) {
        const all = [...this.canvas.querySelectorAll('[data-key]')];
        const at = all.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (event.key === 'Escape' && !this.tip.hidden) {
            event.preventDefault(); // the first closes the words, the next the details
            this.#hideTip();
        } else if (to !== undefined && at >= 0) {
            event.preventDefault();
            const next = all[Math.min(all.length - 1, Math.max(0, to))];
            all[at].setAttribute('tabindex', '-1');
            next.setAttribute('tabindex', '0');
            this.#current = next.dataset.key;
            next.focus();
        }
    }
}

// What cannot be read is hatched.
const hatch = () => svg('defs', {},
    svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('line', { x1: 0, y1: 0, x2: 0, y2: 6, class: 'hatch' })));
