import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { roundTime, timeScale } = await page('timescale.js');

const scale = (times, rest = {}) => timeScale(times, { least: 20, most: 120, height: 2000, ...rest });

test('gaps that fit are to scale', () => {
    const { at, gaps } = scale([0, 10, 30, 60]);
    assert.deepEqual(gaps, ['scale', 'scale', 'scale']);
    assert.ok(Math.abs(at[2] - at[1] - 2 * (at[1] - at[0])) < 1e-6);
});

test('neighbours keep room for their words, and that is said', () => {
    const { at, gaps } = scale([0, 0.001, 10]);
    assert.deepEqual(gaps, ['stretched', 'scale']);
    assert.equal(at[1], 20);
});

test('a long pause is cut, and that is said', () => {
    const { at, gaps } = scale([0, 10, 25, 45, 3_600_000]);
    assert.deepEqual(gaps, ['scale', 'scale', 'scale', 'broken']);
    assert.equal(at[4] - at[3], 120);
});

test('the picture is no taller than is aimed at, unless the words need it', () => {
    const times = Array.from({ length: 21 }, (_, i) => i * 10);
    assert.ok(scale(times, { height: 900 }).at.at(-1) <= 901);
    assert.equal(scale(times, { height: 100 }).at.at(-1), 400);
});

test('moments that are one moment, or only one, have a place', () => {
    assert.deepEqual(scale([5, 5, 5]).at, [0, 20, 40]);
    assert.deepEqual(scale([5]).at, [0]);
});

test('a scale bar is a round time, and no longer than wished', () => {
    assert.deepEqual([roundTime(4, 90), roundTime(0.01, 90), roundTime(1000, 90)], [20, 5000, 0.05]);
});
