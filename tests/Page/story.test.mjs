import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { story } = await page('story.js');
const { layOut } = await page('diagram-layout.js');
const { facts } = await page('facts.js');

const base = { id: 1, time: '2026-03-09T08:00:00Z', client: '10.1.2.3', client_port: 40000, method: 'CONNECT', target: 'example.com:443', host: 'example.com', port: 443, verdict: 'allow', rule: 'penstock.yaml:40 (allow *.example.com)', bytes_up: 1904, bytes_down: 34112 };
const tls = {
    ...base, status: 200, outcome: 'ClientClosedTunnel', ended_by: 'client', ended_with: 'fin', origin: '192.0.2.7:443', protocol: 'tls', duration_ms: 420, records_up: 3, records_down: 5, records_exact: false,
    stages: { accepted: -0.2, head_read: 0.1, identified: 0.11, decided: 0.12, looked_up: 12, connected: 30, reply_sent: 30.1, first_byte_up: 31, client_hello: 31, first_byte_down: 50, server_hello: 50, client_finished: 400, origin_finished: 419, ended: 420 },
    lookup: { source: 'dns', start_ms: 0.2, end_ms: 12, answers: [{ address: '192.0.2.7', ttl_s: 60, kept: true }] },
    attempts: [{ address: '192.0.2.7:443', start_ms: 12.1, end_ms: 30, result: 'connected' }],
    tls: { sni: 'example.com', alpn_offered: ['h2'], version: 'TLS 1.3', group: 'X25519MLKEM768' },
};
const denied = { ...base, verdict: 'deny', rule: '/etc/penstock/penstock.yaml:31 (deny *.example.net)', status: 403, outcome: 'Denied', ended_by: 'proxy', ended_with: 'refusal', duration_ms: 0.3, stages: { head_read: 0.1, decided: 0.12, reply_sent: 0.2, ended: 0.3 } };
const refused = {
    ...base, status: 502, outcome: 'ConnectRefused', ended_by: 'proxy', ended_with: 'refusal', duration_ms: 20, stages: { head_read: 0.1, decided: 0.2, looked_up: 0.3, reply_sent: 20, ended: 20.1 }, lookup: { source: 'cache', start_ms: 0.2, end_ms: 0.3, answers: [{ address: '192.0.2.7', kept: true }] },
    attempts: [{ address: '[2001:db8::1]:443', start_ms: 0.3, end_ms: 0.4, result: 'ENETUNREACH' }, { address: '192.0.2.7:443', start_ms: 0.5, end_ms: 19, result: 'ECONNREFUSED' }],
};

const keys = request => story(request).steps.map(step => step.key);
const step = (request, key) => story(request).steps.find(each => each.key === key);
const lanes = request => story(request).lanes.map(lane => lane.id);

test('a tunnel is told from the request to its end, in the order of time', () => {
    assert.deepEqual(keys(tls), ['head', 'decided', 'ask', 'answer', 'try0', 'tried0', 'reply', 'hello', 'server-hello', 'client-fin', 'server-fin', 'end']);
    assert.deepEqual(lanes(tls), ['client', 'proxy', 'dns', 'server']);
});

test('the 200 is the proxy’s own word', () => {
    assert.deepEqual([step(tls, 'reply').kind, step(tls, 'reply').from, step(tls, 'reply').to], ['own', 'proxy', 'client']);
});

test('what passes after the hellos is encrypted, and its records are the least if they are not exact', () => {
    const [band] = story(tls).bands;
    assert.deepEqual([band.kind, band.from, band.to], ['sealed', 50, 400]);
    assert.match(band.words, /at least 3 records up/);
});

test('up to TLS 1.2 the certificate passes in clear, after the ServerHello', () => {
    const old = { ...tls, tls: { ...tls.tls, version: 'TLS 1.2', certificate: { subject: 'CN=example.com', names: ['example.com'], issuer: 'CN=CA' } } };
    assert.ok(keys(old).indexOf('certificate') === keys(old).indexOf('server-hello') + 1);
    assert.equal(step(old, 'certificate').kind, 'clear');
});

test('a refusal ends at the proxy and names the rule', () => {
    assert.deepEqual(lanes(denied), ['client', 'proxy']);
    const end = step(denied, 'end');
    assert.deepEqual([end.from, end.to, end.kind], ['proxy', 'client', 'refused']);
    assert.match(end.label, /^403 · penstock\.yaml:31/);
    assert.equal(story(denied).bands.length, 0);
});

test('a failed attempt is a broken arrow with its errno, and nobody was asked for an answer from the cache', () => {
    assert.deepEqual(lanes(refused), ['client', 'proxy', 'server']);
    assert.deepEqual(['try0', 'try1'].map(key => [step(refused, key).kind, step(refused, key).label]), [['broken', '[2001:db8::1]:443 · ENETUNREACH'], ['broken', '192.0.2.7:443 · ECONNREFUSED']]);
    assert.equal(step(refused, 'end').kind, 'failed');
});

test('the loser of a race is not called a failure', () => {
    const race = { ...tls, attempts: [{ address: '[2001:db8::1]:443', start_ms: 12, end_ms: 30, result: 'abandoned' }, ...tls.attempts] };
    assert.ok(step(race, 'try0').quiet);
    assert.equal(step(race, 'tried0').kind, 'mark');
});

test('a reset goes from who sent it to the other side', () => {
    const reset = by => step({ ...tls, outcome: 'x', ended_by: by, ended_with: 'reset', stages: { ...tls.stages, client_finished: undefined, origin_finished: undefined } }, 'end');
    assert.deepEqual([reset('client').from, reset('client').to], ['client', 'server']);
    assert.deepEqual([reset('origin').from, reset('origin').to], ['server', 'client']);
});

test('a limit is the proxy’s act on both sides', () => {
    const end = step({ ...tls, outcome: 'TunnelIdle', ended_by: 'proxy', ended_with: 'limit', stages: { ...tls.stages, client_finished: undefined, origin_finished: undefined } }, 'end');
    assert.deepEqual([end.from, end.to], ['proxy', ['client', 'server']]);
});

test('an open tunnel reaches to now', () => {
    const open = { ...tls, outcome: undefined, ended_by: undefined, ended_with: undefined, duration_ms: 9000, stages: { ...tls.stages, client_finished: undefined, origin_finished: undefined, ended: undefined } };
    assert.deepEqual([step(open, 'end').kind, step(open, 'end').t, story(open).bands[0].to], ['now', 9000, 9000]);
});

test('a plain request on a kept connection has no look-up and no attempt', () => {
    const plain = { ...base, method: 'GET', target: 'http://example.com/', port: 80, status: 200, outcome: 'Forwarded', ended_by: 'origin', ended_with: 'response', origin: '192.0.2.7:80', origin_reused: true, duration_ms: 40, protocol: 'http', stages: { accepted: -5000, head_read: 0.1, decided: 0.2, connected: 0.2, first_byte_up: 0.3, first_byte_down: 20, reply_sent: 20.1, ended: 40 } };
    assert.deepEqual(keys(plain), ['accepted', 'head', 'decided', 'reused', 'request', 'response', 'reply', 'end']);
    assert.equal(story(plain).bands[0].kind, 'clear');
});

test('what little is known of a request is told without failing', () => {
    for (const request of [{ id: 1, bytes_up: 0, bytes_down: 0 }, { id: 1, outcome: 'HeadRejected', status: 400, bytes_up: 0, bytes_down: 0, stages: {} }, { ...tls, stages: undefined, lookup: undefined, attempts: undefined }, { ...tls, tls: {} }]) {
        const plan = layOut(story(request), 600);
        assert.ok([plan.height, ...plan.steps.map(each => each.y), ...Object.values(plan.x)].every(Number.isFinite));
        assert.ok(facts(request).length > 0);
    }
});

test('every step and band stands between the first line and the last', () => {
    for (const request of [tls, denied, refused]) {
        const plan = layOut(story(request), 600);
        plan.steps.slice(1).forEach((each, i) => assert.ok(each.y >= plan.steps[i].y + 26));
        plan.bands.forEach(band => assert.ok(band.top > plan.steps[0].y && band.bottom < plan.bottom));
    }
});
