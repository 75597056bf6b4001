// Lines over the last ten minutes: small ones beside a number, and large ones to read values from.

import { el, svg } from './dom.js';
import { clock } from './format.js';
import { linePath, means, niceCeiling, SECONDS } from './series.js';

const STEP = 5;        // s that a point stands for: more points than pixels would be noise

const SPARK = { width: 300, height: 36 };

/** A small line without numbers, for what stands beside it. One for each key. */
export class Spark {
    constructor(keys) {
        this.keys = keys;
        this.paths = keys.map((_, i) => [svg('path', { class: `area s${i}`, transform: 'translate(0 2)' }), svg('path', { class: `line s${i}`, transform: 'translate(0 2)' })]);
        this.element = svg('svg', { class: 'spark', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...this.paths.flat());
    }

    draw(series) {
        const lines = this.keys.map(key => means(series.values[key], series.end, STEP));
        lines.forEach((values, i) => {
            // Each against its own most: it tells of ups and downs; the numbers tell how much.
            const path = linePath(values, SPARK.width, SPARK.height - 4, Math.max(1, ...values));
            this.paths[i][1].setAttribute('d', path);
            this.paths[i][0].setAttribute('d', `${path}V${SPARK.height}H0Z`);
        });
    }
}

const SIZE = { height: 190, left: 64, right: 12, top: 12, bottom: 26 };

/** A chart with an axis. It is a slider over time: the pointer, or the arrow keys, read a moment's values. */
export class Chart {
    #series = null;
    #width = 0;
    #values = [];           // of each line, a mean for each STEP
    #at = 0;
    #isReading = false;

    /** @param lines `[{key, name}]`; @param format what a value looks like; @param isBytes whether the axis is in KiB. */
    constructor(title, lines, format, isBytes = false) {
        Object.assign(this, { title, lines, format, isBytes });
        this.readout = el('p', { class: 'readout', 'aria-hidden': 'true' });
        this.plot = svg('svg', { class: 'plot', height: SIZE.height, role: 'slider', tabindex: '0', 'aria-label': `${title}, the last ten minutes`, 'aria-valuemin': -SECONDS, 'aria-valuemax': 0 });
        this.element = el('figure', { class: 'chart' }, el('figcaption', {}, el('h3', {}, title), this.readout), this.plot);
        this.plot.addEventListener('pointermove', event => this.#read(Math.round(((event.offsetX - SIZE.left) / this.#inner()) * this.#last())));
        this.plot.addEventListener('pointerleave', () => this.#leave());
        this.plot.addEventListener('blur', () => this.#leave());
        this.plot.addEventListener('keydown', event => this.#onKey(event));
        new ResizeObserver(([entry]) => {
            this.#width = Math.floor(entry.contentRect.width);
            this.draw();
        }).observe(this.element);
    }

    show(series) {
        this.#series = series;
        this.draw();
    }

    draw() {
        if (!this.#series || this.#width < 120 || !this.element.isConnected) {
            return;
        }

        const values = this.#values = this.lines.map(line => means(this.#series.values[line.key], this.#series.end, STEP));
        this.#at = this.#isReading ? Math.min(this.#at, this.#last()) : this.#last();
        const ceiling = niceCeiling(Math.max(...values.map(each => Math.max(...each))), this.isBytes);
        const inner = this.#inner();
        const tall = SIZE.height - SIZE.top - SIZE.bottom;
        this.plot.setAttribute('width', this.#width);
        this.plot.replaceChildren(
            ...[0, 0.5, 1].flatMap(part => this.#gridLine(part, ceiling, tall)),
            ...this.#timeMarks(inner),
            ...values.flatMap((each, i) => this.#line(each, i, inner, tall, ceiling)),
            svg('line', { class: 'cursor', x1: this.#x(this.#at), x2: this.#x(this.#at), y1: SIZE.top, y2: SIZE.height - SIZE.bottom, visibility: this.#isReading ? 'visible' : 'hidden' }));
        this.#tell();
    }

    #gridLine(part, ceiling, tall) {
        const y = SIZE.top + tall * (1 - part);
        return [
            svg('line', { class: part === 0 ? 'base' : 'grid-line', x1: SIZE.left, x2: this.#width - SIZE.right, y1: y, y2: y }),
            svg('text', { x: SIZE.left - 8, y: y + 4, 'text-anchor': 'end' }, part === 0 ? '0' : this.format(ceiling * part)),
        ];
    }

    #timeMarks(inner) {
        const step = inner < 420 ? 300 : 120;
        return Array.from({ length: SECONDS / step + 1 }, (_, i) => svg('text', {
            x: SIZE.left + (inner * i * step) / SECONDS, y: SIZE.height - 8, 'text-anchor': i === 0 ? 'start' : i * step === SECONDS ? 'end' : 'middle',
        }, i * step === SECONDS ? 'now' : `−${(SECONDS - i * step) / 60} min`));
    }

    #line(values, i, inner, tall, ceiling) {
        const path = linePath(values, inner, tall, ceiling);
        const transform = `translate(${SIZE.left} ${SIZE.top})`;
        return [svg('path', { class: `area s${i}`, d: `${path}V${tall}H0Z`, transform }), svg('path', { class: `line s${i}`, d: path, transform })];
    }

    #tell() {
        const ago = (this.#last() - this.#at) * STEP;
        const time = clock((this.#series.end - ago) * 1000);
        const words = this.lines.map((line, i) => `${line.name} ${this.format(this.#values[i][this.#at])}`);
        this.readout.replaceChildren(el('span', {}, this.#isReading ? time : `last ${STEP} s`), ...words.map((text, i) => el('span', { class: `s${i}` }, text)));
        this.plot.setAttribute('aria-valuenow', -ago);
        this.plot.setAttribute('aria-valuetext', `${time}: ${words.join(', ')}`);
    }

    #last() {
        return Math.max(1, (this.#values[0]?.length ?? 0) - 1);
    }

    #inner() {
        return this.#width - SIZE.left - SIZE.right;
    }

    #x(at) {
        return SIZE.left + (at / this.#last()) * this.#inner();
    }

    #read(at) {
        this.#isReading = true;
        this.#at = Math.min(this.#last(), Math.max(0, at));
        const cursor = this.plot.querySelector('.cursor');
        cursor?.setAttribute('x1', this.#x(this.#at));
        cursor?.setAttribute('x2', this.#x(this.#at));
        cursor?.setAttribute('visibility', 'visible');
        this.#tell();
    }

    #leave() {
        this.#isReading = false;
        this.draw();
    }

    #onKey(event) {
        const to = { ArrowLeft: this.#at - 1, ArrowDown: this.#at - 1, ArrowRight: this.#at + 1, ArrowUp: this.#at + 1, PageDown: this.#at - 12, PageUp: this.#at + 12, Home: 0, End: this.#last() }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            this.#read(to);
        }
    }
}
