import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { placeOf, Store } = await page('store.js');

const open = (id, rest = {}) => ({ id, time: new Date(1_800_000_000_000 + id).toISOString(), method: 'CONNECT', host: 'example.com', port: 443, bytes_up: 0, bytes_down: 0, ...rest });
const ended = (id, rest = {}) => open(id, { outcome: 'ClientClosedTunnel', duration_ms: 1, ...rest });
const tick = parts => ({ opened: [], changed: [], ended: [], progress: [], ...parts });
const ids = store => store.view.map(request => request.id);

function loaded(most, open, ended) {
    const store = new Store(most);
    store.load({ now: new Date(1_800_000_000_500).toISOString(), open, ended });
    store.refresh();
    return store;
}

test('the view is by time, whatever the order in which they come', () => {
    const store = loaded(10, [open(2)], [ended(3), ended(1)]);
    store.tick(tick({ opened: [open(7)], ended: [ended(5)] }));
    assert.ok(store.refresh());
    assert.deepEqual(ids(store), [1, 2, 3, 5, 7]);
});

test('numbers are in no order, and only decide between what began at once', () => {
    const at = new Date(1_800_000_000_000).toISOString();
    const store = loaded(10, [open(768), open(9, { time: at }), open(7, { time: at })], [ended(2049, { time: at })]);
    assert.deepEqual(ids(store), [7, 9, 2049, 768]);
});

test('one that ends keeps its object, so that a row that shows it goes on', () => {
    const store = loaded(10, [open(1)], []);
    const before = store.get(1);
    store.tick(tick({ ended: [ended(1, { bytes_up: 9 })] }));
    assert.equal(store.get(1), before);
    assert.equal(before.bytes_up, 9);
    assert.equal(store.open, 0);
});

test('what begins and ends in one tick is there once', () => {
    const store = loaded(10, [], []);
    store.tick(tick({ opened: [ended(1)], ended: [ended(1)] }));
    store.refresh();
    assert.deepEqual([ids(store), store.ended.length, store.open], [[1], 1, 0]);
});

test('an opening that comes after the end does not open it again', () => {
    const store = loaded(10, [], [ended(1)]);
    store.tick(tick({ opened: [open(1)] }));
    assert.equal(store.open, 0);
});

test('what has changed is known at once, to those who search too', () => {
    const store = loaded(10, [open(1)], []);
    store.setFilter('all', 'tls');
    store.refresh();
    store.tick(tick({ changed: [open(1, { summary: 'TLS 1.3' })] }));
    assert.deepEqual([store.refresh(), ids(store), store.get(1).summary], [true, [1], 'TLS 1.3']);
});

test('progress is taken for what is open and known', () => {
    const store = loaded(10, [open(1)], [ended(2)]);
    store.tick(tick({ progress: [[1, 5, 6], [2, 5, 6], [3, 5, 6]] }));
    assert.deepEqual([store.get(1).bytes_up, store.get(1).bytes_down, store.get(2).bytes_up, store.size], [5, 6, 0, 2]);
});

test('of the ended so many are kept, and all that is open', () => {
    const store = loaded(3, [open(1)], []);
    for (let id = 2; id <= 9; id++) {
        store.tick(tick({ ended: [ended(id)] }));
    }

    store.refresh();
    assert.deepEqual(ids(store), [1, 7, 8, 9]);
    assert.equal(store.get(2), undefined);
});

test('a load takes no more of the ended than are kept, the newest', () => {
    const store = loaded(2, [], [ended(9), ended(8), ended(7)]);
    assert.deepEqual(ids(store), [8, 9]);
});

test('a load that was on its way while ticks came undoes nothing of what they said', () => {
    const store = loaded(10, [open(1), open(2)], []);
    store.tick(tick({ ended: [ended(1)], opened: [open(700)] }));
    store.load({ now: new Date(1_800_000_000_500).toISOString(), open: [open(1), open(2)], ended: [] });
    store.refresh();
    assert.deepEqual([ids(store), store.open], [[1, 2, 700], 2]);
});

test('a load forgets what is neither open nor kept, and keeps the objects of the others', () => {
    const store = loaded(10, [open(1), open(2)], [ended(3)]);
    const before = store.get(2);
    store.load({ now: new Date(1_800_000_000_500).toISOString(), open: [open(2, { bytes_up: 5 })], ended: [] });
    store.refresh();
    assert.deepEqual([ids(store), store.get(2), before.bytes_up], [[2], before, 5]);
});

test('after a restart a number may stand for another request', () => {
    const store = loaded(10, [], [ended(1)]);
    store.load({ now: new Date(1_900_000_000_000).toISOString(), open: [open(1, { time: new Date(1_900_000_000_000).toISOString() })], ended: [] });
    assert.equal(store.open, 1);
});

test('the view changes only if what passes the filter changes', () => {
    const store = loaded(10, [open(1)], []);
    store.setFilter('open', '');
    assert.ok(store.refresh());
    const view = store.view;
    store.tick(tick({ ended: [ended(2)], progress: [[1, 1, 1]] }));
    assert.equal(store.refresh(), false);
    assert.equal(store.view, view);
    store.tick(tick({ ended: [ended(1)] }));
    assert.ok(store.refresh());
    assert.deepEqual(ids(store), []);
});

test('the place of a request in a view is found, or where it would be', () => {
    const { view } = loaded(10, [1, 4, 9].map(id => open(id)), []);
    assert.deepEqual([0, 1, 5, 9, 10].map(id => placeOf(view, { id, began: 1_800_000_000_000 + id })), [0, 0, 2, 2, 3]);
});
