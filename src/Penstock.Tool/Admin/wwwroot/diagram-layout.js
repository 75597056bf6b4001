// Where everything of the diagram stands. Pure.

import { roundTime, timeScale } from './timescale.js';

export const HEAD = 46;         // px for the names of the lanes
const GUTTER = 82;              // px for the times
const ROW = 27;                 // px that a step needs for its words
const BAND = 54;                // px that a band needs for its words
const MOST = 118;               // px of the longest pause
const FOOT = 42;                // px for the scale bar

/** @returns the story with places: `x` of each lane, `y` of each step, `top` and `bottom` of each band, and what kind of gap is above each step. */
export function layOut(tale, width) {
    const { steps, bands } = tale;
    const firstAfter = time => steps.findIndex(step => step.t >= time);
    const lastBefore = time => steps.findLastIndex(step => step.t <= time);
    const least = steps.slice(1).map((_, i) => (bands.some(band => i === lastBefore(band.from) && firstAfter(band.to) > i) ? BAND : ROW));
    const scale = timeScale(steps.map(step => step.t), { least, most: MOST, height: 90 + steps.length * 50 });
    const top = HEAD + 26;
    const y = scale.at.map(at => top + at);
    const gutter = width < 440 ? GUTTER - 5 : GUTTER;
    const inner = width - gutter;
    const edge = Math.min(70, inner / (tale.lanes.length * 2));
    // What happens in the proxy has its words to the right of it, so it is never at the edge.
    const spacing = (inner - 2 * edge) / Math.max(2, tale.lanes.length - 1);
    const lanes = tale.lanes.map((lane, i) => ({ ...lane, x: Math.round(gutter + edge + i * spacing), room: spacing - 8 }));
    const bottom = y.at(-1) + 14;
    return {
        ...tale,
        width,
        height: bottom + FOOT,
        gutter,
        bottom,
        lanes,
        x: Object.fromEntries(lanes.map(lane => [lane.id, lane.x])),
        steps: steps.map((step, i) => ({ ...step, y: y[i] })),
        bands: bands.map(band => ({ ...band, top: y[Math.max(0, lastBefore(band.from))] + 7, bottom: y[Math.max(firstAfter(band.to), 0)] - (tale.open ? 2 : 20) })).filter(band => band.bottom - band.top > 12),
        gaps: scale.gaps.map((kind, i) => ({ kind, top: y[i], bottom: y[i + 1], ms: steps[i + 1].t - steps[i].t })),
        bar: { ms: roundTime(scale.perMs, 90), px: roundTime(scale.perMs, 90) * scale.perMs, isUsed: scale.gaps.includes('scale') },
    };
}
