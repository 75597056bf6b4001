import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { Stream } = await page('stream.js');
const { MOST, Presence } = await page('presence.js');

const TICK = 'event: tick\ndata: {"n":1}\n\n';
const settled = () => new Promise(done => setImmediate(done));

// An endpoint whose streams are written by the test, and what a page hears of it.
function endpoint({ answer = () => null, connected = async () => {} } = {}) {
    const heard = [];
    const streams = [];
    const open = signal => {
        const error = answer(streams.length);
        const body = new ReadableStream({
            start(controller) {
                streams.push({ signal, send: text => controller.enqueue(new TextEncoder().encode(text)), end: () => controller.close() });
                signal.addEventListener('abort', () => controller.error(signal.reason));
            },
        });
        return error === null ? Promise.resolve({ body }) : error ? Promise.reject(error) : new Promise(() => {});
    };
    const stream = new Stream(open, {
        async connected(signal) {
            heard.push('connected');
            await connected(signal);
        },
        tick: tick => heard.push(`tick ${tick.n}`),
        lost: (wait, reason) => heard.push(`lost${reason ? `: ${reason}` : ''}`),
    });
    return { stream, streams, heard };
}

test('a stream that ends is begun anew, and all is loaded anew', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { stream, streams, heard } = endpoint();
    stream.start();
    await settled();
    streams[0].send(TICK);
    await settled();
    streams[0].end();
    await settled();
    assert.deepEqual(heard, ['connected', 'tick 1', 'lost']);
    t.mock.timers.tick(500);
    await settled();
    streams[1].send(TICK);
    await settled();
    assert.deepEqual(heard.slice(3), ['connected', 'tick 1']);
});

test('who was late is told so, takes nothing more of that stream, and begins anew', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { stream, streams, heard } = endpoint();
    stream.start();
    await settled();
    streams[0].send(`${TICK}event: dropped\ndata: {}\n\n`);
    await settled();
    assert.deepEqual(heard, ['connected', 'tick 1', 'lost']);
    assert.ok(streams[0].signal.aborted);
});

test('a stream that falls silent is lost, with its connection', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { stream, streams, heard } = endpoint();
    stream.start();
    await settled();
    for (let second = 0; second < 30; second += 9) {
        t.mock.timers.tick(9000);
        streams[0].send(TICK);
        await settled();
    }

    assert.ok(!heard.includes('lost'));
    t.mock.timers.tick(10_000);
    await settled();
    assert.equal(heard.at(-1), 'lost: Nothing has come for 10 s.');
    assert.ok(streams[0].signal.aborted);
});

test('an endpoint that does not answer at all is not waited for', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { stream, streams, heard } = endpoint({ answer: () => undefined });
    stream.start();
    t.mock.timers.tick(10_000);
    await settled();
    assert.deepEqual(heard, ['lost: Nothing has come for 10 s.']);
    assert.ok(streams[0].signal.aborted);
});

test('if the load fails, the stream that was open for it keeps no connection', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { stream, streams, heard } = endpoint({ connected: () => Promise.reject(Object.assign(new Error('Too many.'), { status: 503 })) });
    stream.start();
    await settled();
    assert.deepEqual(heard, ['connected', 'lost: Too many.']);
    assert.ok(streams[0].signal.aborted);
});

test('with a wrong token it ends, and begins when there is another', async () => {
    const { stream, streams, heard } = endpoint({ answer: attempt => (attempt === 0 ? Object.assign(new Error('no'), { status: 401 }) : null) });
    stream.start();
    await settled();
    assert.deepEqual([heard, stream.isOn], [[], false]);
    stream.start();
    await settled();
    assert.deepEqual([heard, streams.length], [['connected'], 2]);
    stream.stop();
});

test('what is stopped says no more, and is one stream again when it is started', async () => {
    const { stream, streams, heard } = endpoint();
    stream.start();
    stream.start();
    await settled();
    stream.stop();
    await settled();
    stream.start();
    await settled();
    streams[1].send(TICK);
    await settled();
    assert.deepEqual([heard, streams.length, streams[0].signal.aborted], [['connected', 'connected', 'tick 1'], 2, true]);
    stream.stop();
});

// Tabs of one browser: what one says all others hear.
function browser(count) {
    const tabs = Array.from({ length: count }, (_, i) => {
        const tab = { isOn: false, isAside: false, told: [] };
        tab.stream = { get isOn() { return tab.isOn; }, start: () => Object.assign(tab, { isOn: true, isAside: false }), stop: () => (tab.isOn = false) };
        tab.presence = new Presence(tab.stream, words => tabs.forEach(other => other !== tab && !other.isDead && other.presence.hear(words)), { begun: () => tab.told.push('begun'), aside: () => (tab.isAside = true) }, i);
        return tab;
    });
    return tabs;
}

const which = (tabs, key = 'isOn') => tabs.flatMap((tab, i) => (tab[key] ? [i] : []));

test('a tab that is hidden keeps its stream for a moment, and takes it up when it is seen', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const [tab] = browser(1);
    tab.presence.see(true);
    tab.presence.see(false);
    t.mock.timers.tick(4_999);
    assert.ok(tab.isOn);
    tab.presence.see(true);
    t.mock.timers.tick(60_000);
    assert.ok(tab.isOn);
    tab.presence.see(false);
    t.mock.timers.tick(5_000);
    assert.ok(!tab.isOn);
    tab.presence.see(true);
    assert.ok(tab.isOn);
    assert.deepEqual(tab.told, ['begun', 'begun']);
});

test('a tab that is opened behind others takes no stream before it is seen', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const [tab] = browser(1);
    tab.presence.see(false);
    t.mock.timers.tick(60_000);
    assert.ok(!tab.isOn);
});

test('of many in sight those that were used last hold a stream, and no more than leave connections for the rest', () => {
    const tabs = browser(8);
    tabs.forEach(tab => tab.presence.see(true));
    assert.equal(MOST, 4);
    assert.deepEqual([which(tabs), which(tabs, 'isAside')], [[4, 5, 6, 7], [0, 1, 2, 3]]);
    tabs[1].presence.use();
    assert.deepEqual([which(tabs), which(tabs, 'isAside')], [[1, 5, 6, 7], [0, 2, 3, 4]]);
    tabs[7].presence.use();
    assert.deepEqual(which(tabs), [1, 5, 6, 7]);
});

test('who has closed its tab is in nobody’s way; who was killed is, until those who have heard it are used', () => {
    const tabs = browser(6);
    tabs.slice(0, 4).forEach(tab => tab.presence.see(true));
    tabs[3].presence.leave();
    tabs[4].presence.see(true);
    assert.deepEqual(which(tabs), [0, 1, 2, 4]);
    Object.assign(tabs[4], { isOn: false, isDead: true });
    tabs[5].presence.see(true);
    assert.deepEqual([which(tabs), which(tabs, 'isAside')], [[1, 2, 5], [0]]);
    tabs[0].presence.use();
    assert.deepEqual(which(tabs), [0, 2, 5]);
    tabs[1].presence.use();
    assert.deepEqual(which(tabs), [0, 1, 5]);
    tabs[2].presence.use();
    assert.deepEqual(which(tabs), [0, 1, 2, 5]);
});

test('a tab that is used while it waits for a token, or is out of sight, begins nothing', () => {
    const [tab] = browser(1);
    tab.presence.use();
    assert.ok(!tab.isOn);
});
