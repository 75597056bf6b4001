import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { linePath, means, niceCeiling, SECONDS, Series } = await page('series.js');

const at = second => new Date((1_800_000_000 + second) * 1000).toISOString();
const totals = (requests, open = 1) => ({ requests, tunnels_open: open, bytes_up: 0, bytes_down: 0, refused: 0, failed: 0 });

function loaded() {
    const series = new Series();
    series.load({ end: at(0), open: [1, 2], requests: [3, 4], counters: totals(95) });
    return series;
}

test('a history that is shorter than ten minutes stands at their end', () => {
    const { values } = loaded();
    assert.equal(values.requests.length, SECONDS);
    assert.deepEqual(values.requests.slice(-3), [0, 3, 4]);
    assert.deepEqual(values.failed.slice(-1), [0]);
});

test('a rate is the difference of two ticks over the time between them', () => {
    const series = loaded();
    series.tick(at(1), totals(100));
    series.tick(at(3), totals(110, 7));
    assert.deepEqual(series.values.requests.slice(-4), [4, 5, 5, 5]);
    assert.equal(series.latest('open'), 7);
    assert.equal(series.values.requests.length, SECONDS);
});

test('what came between the history and the first tick is counted, and once', () => {
    const series = new Series();
    series.load({ end: at(0.4), requests: [3], counters: totals(100) });
    series.tick(at(0.9), totals(104));
    series.tick(at(2.4), totals(108));
    assert.deepEqual(series.values.requests.slice(-3), [3, 4, 4]);
});

test('two ticks in one second lose nothing', () => {
    const series = loaded();
    series.tick(at(1), totals(105));
    series.tick(at(1.9), totals(115));
    series.tick(at(3), totals(125));
    assert.deepEqual(series.values.requests.slice(-4), [4, 10, 10, 10]);
});

test('a tick from before, or of a counter that began anew, is no negative rate', () => {
    const series = loaded();
    series.tick(at(1), totals(100));
    series.tick(at(1), totals(101));
    series.tick(at(2), totals(5));
    assert.ok(series.values.requests.every(value => value >= 0));
});

test('means stand on the borders of the clock', () => {
    assert.deepEqual(means([1, 1, 2, 2, 2, 2, 2, 9], 10, 5), [2, 9]);
    assert.deepEqual(means([0, 0, 10, 20], 13, 2), [0, 15]);
});

test('an axis ends at a round number that is not below the value', () => {
    assert.deepEqual([0, 0.2, 1, 2.5, 7, 23, 110].map(value => niceCeiling(value)), [1, 1, 1, 3, 8, 30, 200]);
    assert.deepEqual([0, 900, 1025, 5 * 1024 ** 2].map(value => niceCeiling(value, true)), [1024, 1000, 2048, 6 * 1024 ** 2]);
});

test('a line goes from the left edge to the right, and its most to the top', () => {
    assert.equal(linePath([0, 5, 10], 100, 20, 10), 'M0.0 20.0L50.0 10.0L100.0 0.0');
});
