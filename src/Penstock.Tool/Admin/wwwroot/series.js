// Ten minutes of numbers, one a second, and lines drawn of them. Pure.

export const SECONDS = 600;

const KEYS = ['open', 'requests', 'bytes_up', 'bytes_down', 'refused', 'failed'];

export class Series {
    #last = null;
    end = 0;                // the second of the newest number, since 1970

    constructor() {
        this.values = Object.fromEntries(KEYS.map(key => [key, new Array(SECONDS).fill(0)]));
    }

    /** Takes the answer of /api/v1/history. */
    load(history) {
        this.end = Math.floor(new Date(history.end) / 1000);
        this.#last = { time: new Date(history.end) / 1000, counters: history.counters };
        for (const key of KEYS) {
            const given = (history[key] ?? []).slice(-SECONDS);
            this.values[key] = [...new Array(SECONDS - given.length).fill(0), ...given];
        }
    }

    /** Takes the totals of a tick; what is per second is the difference to the tick before. */
    tick(now, counters) {
        const time = new Date(now) / 1000;
        const last = this.#last;
        if (!last || Math.floor(time) <= this.end) {
            return; // its second has its number: the next tick has this one's share too
        }

        this.#last = { time, counters };
        const elapsed = time - last.time;
        const steps = Math.min(SECONDS, Math.floor(time) - this.end);
        this.end = Math.floor(time);
        for (const key of KEYS) {
            const value = key === 'open' ? counters.tunnels_open : Math.max(0, (counters[key] ?? 0) - (last.counters[key] ?? 0)) / elapsed;
            // A tick that comes late stands for the seconds that it left out.
            const values = this.values[key];
            for (let step = 0; step < steps; step++) {
                values.push(value);
            }

            values.splice(0, values.length - SECONDS);
        }
    }

    latest(key) {
        return this.values[key][SECONDS - 1];
    }
}

/** Means of so many seconds each, on the borders of the clock, so that a line moves on instead of trembling. The last may be of fewer. */
export function means(values, end, size) {
    const first = end - values.length + 1;
    const result = [];
    for (let from = Math.ceil(first / size) * size; from <= end; from += size) {
        const part = values.slice(from - first, from - first + size);
        result.push(part.reduce((sum, value) => sum + value, 0) / part.length);
    }

    return result;
}

/** The next round number, whose half is one too, × 10ⁿ (or × 1024ⁿ for bytes): where an axis ends. */
export function niceCeiling(value, isBytes = false) {
    if (value <= 0) {
        return isBytes ? 1024 : 1;
    }

    const unit = isBytes ? 1024 ** Math.max(0, Math.floor(Math.log(value) / Math.log(1024))) : 1;
    const scaled = value / unit;
    const power = 10 ** Math.floor(Math.log10(scaled));
    const step = [1, 2, 3, 4, 6, 8, 10].find(candidate => candidate * power >= scaled) * power;
    const ceiling = step * unit;
    return !isBytes && ceiling < 1 ? 1 : ceiling;
}

/** An SVG path through the values, over the width, from the bottom up to the height. */
export function linePath(values, width, height, ceiling) {
    const step = width / Math.max(1, values.length - 1);
    return values.map((value, i) => `${i ? 'L' : 'M'}${(i * step).toFixed(1)} ${(height - (Math.min(value, ceiling) / ceiling) * height).toFixed(1)}`).join('');
}
