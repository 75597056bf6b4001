// The strokes of the diagram: each function draws one part of a plan of diagram-layout.js.

import { svg } from './dom.js';
import { brief, cut, duration } from './format.js';
import { HEAD } from './diagram-layout.js';

const pen = document.createElement('canvas').getContext('2d');

// As detail.css has them.
const BOLD = new Set(['own', 'now', 'failed', 'end', 'refused']);
const BOLD_FONT = '600 12px system-ui, sans-serif';
const fontOf = step => (BOLD.has(step.kind) ? BOLD_FONT : undefined);

/** The text, cut to what fits in so many pixels. */
function fitted(text, room, font = '12px system-ui, sans-serif') {
    pen.font = font;
    let most = text.length;
    while (most > 1 && pen.measureText(cut(text, most)).width > room) {
        most -= Math.max(1, Math.floor((most * 0.1)));
    }

    const result = cut(text, most);
    return { text: result, width: pen.measureText(result).width };
}

const text = (x, y, content, attributes) => svg('text', { x, y, ...attributes }, content);
const line = (x1, y1, x2, y2, name) => svg('line', { x1, y1, x2, y2, class: name });
const zigzag = (x, y) => `M${x} ${y - 8}v3l-5 2.5l10 5l-5 2.5v3`;

export function drawLanes(plan) {
    const group = svg('g', { class: 'lanes', 'aria-hidden': 'true' });
    for (const lane of plan.lanes) {
        const room = lane.room - 2;
        group.append(
            line(lane.x, HEAD - 4, lane.x, plan.bottom, `lane ${lane.id}`),
            text(lane.x, 16, lane.name, { class: 'name', 'text-anchor': 'middle' }),
            text(lane.x, 32, fitted(lane.more, room, '11px system-ui, sans-serif').text, { class: 'more', 'text-anchor': 'middle' }),
        );
    }

    return group;
}

/** The times, and beside them the axis: full where it is to scale, dotted where it is stretched, and cut where it is broken. */
export function drawAxis(plan) {
    const x = plan.gutter - 8;
    const group = svg('g', { class: 'axis', 'aria-hidden': 'true' });
    plan.gaps.forEach(gap => group.append(line(x, gap.top, x, gap.bottom, gap.kind)));
    let before = '';
    for (const step of plan.steps) {
        const time = brief(step.t);
        group.append(line(x - 3, step.y, x + 3, step.y, 'tick'));
        if (time !== before) {
            group.append(text(x - 7, step.y + 4, time, { 'text-anchor': 'end' }));
        }

        before = time;
    }

    return group;
}

/** A mark on every line where a pause is longer than its place, and how long it was. */
export function drawBreaks(plan) {
    const group = svg('g', { class: 'breaks', 'aria-hidden': 'true' });
    for (const gap of plan.gaps.filter(gap => gap.kind === 'broken')) {
        const y = Math.round(gap.top + (gap.bottom - gap.top) * 0.3); // above the words of what follows
        const axis = plan.gutter - 8;
        for (const x of [axis, ...plan.lanes.map(lane => lane.x)]) {
            group.append(svg('rect', { x: x - 3, y: y - 5, width: 6, height: 10, class: 'gap' }), svg('path', { d: zigzag(x, y) }));
        }

        group.append(text(axis - 9, y + 4, `+${brief(gap.ms)}`, { 'text-anchor': 'end' }));
    }

    return group;
}

export function drawScaleBar(plan) {
    const y = plan.height - 14;
    const group = svg('g', { class: 'bar', 'aria-hidden': 'true' });
    const x = plan.gutter - 8;
    if (plan.bar.isUsed) {
        group.append(svg('path', { d: `M${x} ${y - 4}v8M${x} ${y}h${plan.bar.px.toFixed(1)}M${x + plan.bar.px} ${y - 4}v8` }), text(x + plan.bar.px + 8, y + 4, `${duration(plan.bar.ms)} to scale`));
    }

    return group;
}

const group = (kind, item) => svg('g', { class: `step ${kind}${item.quiet ? ' quiet' : ''}`, role: 'img', tabindex: '-1' });

export function drawBand(band, plan) {
    const left = plan.x.client;
    const right = plan.x.server;
    const label = fitted(band.label, right - left - 24, BOLD_FONT);
    const middle = (band.top + band.bottom) / 2;
    const box = { x: left + 5, y: band.top, width: right - left - 10, height: band.bottom - band.top, rx: 4 };
    const drawn = group(`band ${band.kind}`, band);
    drawn.append(
        svg('rect', { ...box, class: 'tint' }),
        band.kind === 'sealed' ? svg('rect', { ...box, fill: 'url(#hatch)' }) : '',
        svg('rect', { x: (left + right - label.width) / 2 - 8, y: middle - 11, width: label.width + 16, height: 22, rx: 11, class: 'plate' }),
        text((left + right) / 2, middle + 4, label.text, { 'text-anchor': 'middle', class: 'live' }),
    );
    return drawn;
}

export function drawStep(step, plan) {
    const drawn = group(step.kind, step);
    const targets = [step.to].flat();
    const ends = [step.from, ...targets].map(lane => plan.x[lane]);
    const left = Math.min(...ends);
    const right = Math.max(...ends);
    drawn.append(svg('rect', { x: plan.gutter, y: step.y - 18, width: plan.width - plan.gutter, height: 24, class: 'reach' }));
    if (targets[0] === step.from) {
        drawMark(drawn, step, plan);
        return drawn;
    }

    for (const target of targets) {
        drawArrow(drawn, step, plan.x[step.from], plan.x[target], plan);
    }

    // In the middle of its arrow, moved to where there is room.
    const label = fitted(step.label, plan.width - plan.gutter - 12, fontOf(step));
    const x = Math.min(Math.max((left + right - label.width) / 2, plan.gutter + 4), plan.width - label.width - 4);
    drawn.append(text(x, step.y - 5, label.text));
    return drawn;
}

function drawArrow(drawn, step, from, to, plan) {
    const y = step.y;
    const way = Math.sign(to - from);
    if (step.kind === 'broken') {
        const stop = from + (to - from) * 0.72;
        drawn.append(line(from, y, stop - way * 6, y, 'shaft'), svg('path', { class: 'cross', d: `M${stop - 4} ${y - 4}l8 8m0 -8l-8 8` }));
        return;
    }

    drawn.append(line(from, y, to - way * 5, y, 'shaft'), svg('path', { class: 'head', d: `M${to - way} ${y}l${-way * 8} -4v8z` }));
    if (Math.min(from, to) < plan.x.proxy && plan.x.proxy < Math.max(from, to) && step.from !== 'proxy') {
        drawn.append(svg('circle', { cx: plan.x.proxy, cy: y, r: 3.2, class: 'through' })); // it passes through the proxy
    }
}

// Something within the proxy: a dot on its line, and words beside it.
function drawMark(drawn, step, plan) {
    const x = plan.x.proxy;
    const label = fitted(step.label, plan.width - x - 18, fontOf(step));
    drawn.append(svg('circle', { cx: x, cy: step.y, r: step.kind === 'now' ? 5 : 4, class: 'dot' }), text(x + 11, step.y + 4, label.text, step.kind === 'now' ? { class: 'live' } : {}));
}
