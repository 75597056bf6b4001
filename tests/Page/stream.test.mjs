import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { backOff, eventParser } = await page('sse.js');
const { parseRoute, requestLink, searchLink } = await page('route.js');
const { parts } = await page('yaml.js');

const STREAM = ': hello\n\nevent: tick\ndata: {"a":1}\n\nevent: tick\r\ndata: one\r\ndata:two\r\n\r\nid: 1\n\nevent: dropped\ndata: {}\n\n';
const EVENTS = [['tick', '{"a":1}'], ['tick', 'one\ntwo'], ['dropped', '{}']];

function parse(chunks) {
    const events = [];
    const feed = eventParser((name, data) => events.push([name, data]));
    chunks.forEach(feed);
    return events;
}

test('events are the same wherever the stream is cut', () => {
    for (let at = 0; at <= STREAM.length; at++) {
        assert.deepEqual(parse([STREAM.slice(0, at), STREAM.slice(at)]), EVENTS);
    }

    assert.deepEqual(parse([...STREAM]), EVENTS);
});

test('an event that is not complete is none', () => {
    assert.deepEqual(parse(['event: tick\ndata: 1\n']), []);
});

test('the pause before the next attempt doubles up to 15 s, and never is nothing', () => {
    assert.deepEqual([0, 1, 4, 5, 50].map(attempt => backOff(attempt, () => 0)), [500, 1000, 8000, 15_000, 15_000]);
    assert.equal(backOff(0, () => 1), 375);
});

test('a link leads to what it names', () => {
    assert.deepEqual(parseRoute(requestLink(42)), { tab: 'requests', id: 42, query: null });
    assert.deepEqual(parseRoute(searchLink('a&b "c d"')), { tab: 'requests', id: null, query: 'a&b "c d"' });
    assert.deepEqual(parseRoute('#/rules'), { tab: 'rules', id: null, query: null });
});

test('an address that is not understood leads to the list', () => {
    ['', '#', '#/nowhere', '#/requests/x', '#/requests/1e9', '#//', '#/__proto__'].forEach(hash => assert.deepEqual(parseRoute(hash), { tab: 'requests', id: null, query: null }));
});

test('a line of YAML is coloured without losing a character', () => {
    const lines = ['listen: "0.0.0.0:8088"', '  - deny: "*.example.net" # no: ads', '# all', '', 'a: "x # y"', "k: 'it''s # no'", '- a.b:443', 'url: http://x/#y'];
    lines.forEach(line => assert.equal(parts(line).map(([, text]) => text).join(''), line));
    assert.deepEqual(parts(lines[1]), [['text', '  - '], ['key', 'deny'], ['text', ': "*.example.net" '], ['comment', '# no: ads']]);
    assert.ok(!parts(lines[4]).some(([kind]) => kind === 'comment'));
    assert.ok(!parts(lines[6]).some(([kind]) => kind === 'key'));
});
