import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { ago, brief, bytes, count, cut, duration, hostPort } = await page('format.js');

test('bytes are exact below a KiB and have two digits above, as the command prints them', () => {
    const cases = [[0, '0 B'], [1023, '1023 B'], [1024, '1.0 KiB'], [10188, '9.9 KiB'], [10189, '10 KiB'], [1024 * 1023, '1023 KiB'], [1024 * 1023.9, '1.0 MiB'], [1024 ** 4, '1.0 TiB'], [2 ** 63, '8.0 EiB']];
    cases.forEach(([value, text]) => assert.equal(bytes(value), text));
});

test('a duration has the unit in which it is two or three digits', () => {
    const cases = [
        [0, '0'], [0.0204, '20 µs'], [0.999, '999 µs'], [1, '1.0 ms'], [9.96, '10 ms'], [999, '999 ms'], [999.7, '1.0 s'], [12_300, '12 s'], [99_400, '99 s'], [100_000, '1 min 40 s'],
        [3_599_900, '1 h'], [3_600_000 * 3 + 60_000 * 12, '3 h 12 min'], [86_400_000, '1 d'], [86_400_000 * 2 + 3_600_000, '2 d 1 h'], [-0.3, '-300 µs'], [-120_000, '-2 min'],
    ];
    cases.forEach(([value, text]) => assert.equal(duration(value), text));
});

test('in a column a duration has no more than ten characters, and none is lost between two units', () => {
    const cases = [
        [20, '20 ms'], [99_400, '99 s'], [99_500, '1 m 40 s'], [125_000, '2 m 05 s'], [3_599_499, '59 m 59 s'], [3_599_500, '1 h 00 m'], [11_520_000, '3 h 12 m'], [86_369_999, '23 h 59 m'], [86_370_000, '1 d 00 h'],
        [99 * 86_400_000, '99 d 00 h'], [-125_000, '-2 m 05 s'],
    ];
    cases.forEach(([value, text]) => assert.equal(brief(value), text));
});

test('a count is grouped, and has a fraction only where that says something', () => {
    assert.deepEqual([0, 0.26, 3.02, 9.9, 10.4, 12345].map(count), ['0', '0.3', '3', '9.9', '10', '12,345']);
});

test('what is just past was now', () => {
    assert.equal(ago('2026-03-09T08:00:00Z', Date.parse('2026-03-09T08:00:01Z')), 'now');
    assert.equal(ago('2026-03-09T08:00:00Z', Date.parse('2026-03-09T08:00:30Z')), '30 s ago');
});

test('IPv6 stands in brackets before a port', () => {
    assert.equal(hostPort('2001:db8::1', 443), '[2001:db8::1]:443');
    assert.equal(hostPort('example.com', 80), 'example.com:80');
});

test('what is too long is cut at its end', () => {
    assert.equal(cut('example', 7), 'example');
    assert.equal(cut('example', 4), 'exa…');
});
