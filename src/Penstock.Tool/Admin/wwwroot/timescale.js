// From time to height. Pure.
//
// A request has moments that are microseconds apart and pauses of minutes. To scale from end to end, it would be a blot and a void. So: one scale for all, but
// neighbours keep room for their words ("stretched", and drawn so), and a pause too long for the picture is cut ("broken", and drawn so). What is between is to scale.

// How much a gap that is broken, or stretched, spoils the picture: of all scales, the one that spoils it least is taken.
const BROKEN = 1;
const STRETCHED = 0.6;

/**
 * @param times moments in ms, ascending.
 * @param options `least`: height between neighbours that their words need, as one number or one for each gap; `most`: where a gap is cut; `height`: what is aimed at.
 * @returns `at`: the height of each moment; `gaps`: `scale`, `stretched` or `broken` for each gap; `perMs`: the scale.
 */
export function timeScale(times, { least, most, height }) {
    const gaps = times.slice(1).map((time, i) => Math.max(0, time - times[i]));
    const floors = Array.isArray(least) ? least : gaps.map(() => least);
    const sizes = perMs => gaps.map((gap, i) => Math.min(Math.max(gap * perMs, floors[i]), Math.max(most, floors[i])));
    const sum = perMs => sizes(perMs).reduce((total, size) => total + size, 0);

    // The sum only grows with the scale, so halving finds it; on a logarithmic scale, as it may be a day or a microsecond.
    let low = -20;
    let high = 10;
    for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (sum(2 ** middle) < height) {
            low = middle;
        } else {
            high = middle;
        }
    }

    const perMs = Math.min(2 ** low, bestScale(gaps, floors, most));
    const at = [0];
    const kinds = [];
    sizes(perMs).forEach((size, i) => {
        at.push(at[i] + size);
        const exact = gaps[i] * perMs;
        kinds.push(exact > size + 0.5 ? 'broken' : exact < size - 0.5 ? 'stretched' : 'scale');
    });
    return { at, gaps: kinds, perMs };
}

// Some gap is the longest that is not cut; each is tried, the longer first.
function bestScale(gaps, floors, most) {
    let best = { perMs: Infinity, cost: Infinity };
    for (const longest of [...gaps].sort((a, b) => b - a).filter(gap => gap > 0)) {
        const perMs = most / longest;
        const cost = gaps.reduce((sum, gap, i) => sum + (gap > longest ? BROKEN : gap * perMs < floors[i] ? STRETCHED : 0), 0);
        best = cost < best.cost ? { perMs, cost } : best;
    }

    return best.perMs;
}

/** A round time whose length on the scale is near the wish: for the scale bar. */
export function roundTime(perMs, wish) {
    const raw = wish / perMs;
    const power = 10 ** Math.floor(Math.log10(raw));
    return [5, 2, 1].find(step => step * power <= raw) * power;
}
