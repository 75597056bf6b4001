import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { filter, words } = await page('filter.js');
const { refusals, ruleQuery } = await page('refusals.js');
const { refusal, tone } = await page('words.js');

const denied = { id: 1, time: '2026-03-09T08:00:00Z', client: '10.1.2.3', method: 'CONNECT', target: 'ads.example.net:443', host: 'ads.example.net', port: 443, verdict: 'deny', rule: 'penstock.yaml:31 (deny *.example.net)', status: 403, outcome: 'Denied', ended_with: 'refusal' };
const open = { id: 2, client: '10.1.2.3', method: 'CONNECT', target: 'git.example.com:22', host: 'git.example.com', port: 22, verdict: 'allow', summary: 'SSH' };
const failed = { id: 3, client: '10.1.2.4', method: 'CONNECT', target: 'db.example.com:443', host: 'db.example.com', port: 443, outcome: 'ConnectRefused', status: 502 };

test('each word has to appear somewhere, in whatever case', () => {
    assert.ok(filter('all', 'ADS 10.1.2.3')({ ...denied }));
    assert.ok(!filter('all', 'ads 10.1.2.4')({ ...denied }));
});

test('words in quotes stay together', () => {
    assert.deepEqual(words('deny "a b" c'), ['deny', 'a b', 'c']);
    assert.deepEqual(words('"unfinished here'), ['unfinished', 'here']);
});

test('a kind is open, refused or failed', () => {
    const all = [denied, open, failed];
    const ids = kind => all.filter(filter(kind, '')).map(request => request.id);
    assert.deepEqual([ids('all'), ids('open'), ids('refused'), ids('failed')], [[1, 2, 3], [2], [1], [3]]);
});

test('the search for a rule finds its line and not those that begin like it', () => {
    assert.ok(filter('all', ruleQuery({ place: 'penstock.yaml:31' }))({ ...denied }));
    assert.ok(!filter('all', ruleQuery({ place: 'penstock.yaml:3' }))({ ...denied }));
});

test('a rule that allows is not named as what refused', () => {
    const port = { ...denied, outcome: 'ConnectPortNotAllowed', verdict: 'deny', rule: 'CONNECT may not reach that port', detail: undefined };
    assert.equal(refusal(port), 'port not allowed');
    assert.equal(refusal(denied), denied.rule);
});

test('what was refused is gathered by its rule, most often first', () => {
    const other = { ...denied, id: 4, host: 'x.example.net', client: '10.9.9.9', time: '2026-03-09T09:00:00Z' };
    const port = { ...denied, id: 5, outcome: 'ConnectPortNotAllowed', rule: undefined, verdict: undefined };
    const groups = refusals([port, denied, other, open, failed]);
    assert.deepEqual(groups.map(group => [group.by, group.times]), [[denied.rule, 2], ['port not allowed', 1]]);
    assert.equal(groups[0].last, other.time);
    assert.deepEqual(groups[0].hosts, [['ads.example.net', 1], ['x.example.net', 1]]);
});

test('what breaks a rule of HTTP is refused, by the name of that rule', () => {
    const rejected = (id, detail) => ({ id, time: denied.time, client: '10.1.2.3', status: 400, outcome: 'HeadRejected', detail, ended_with: 'refusal' });
    const all = [rejected(1, 'InvalidTarget'), rejected(2, 'InvalidTargetForm'), rejected(3, 'InvalidTargetForm'), { ...rejected(4, 'InvalidChunkSize'), outcome: 'BodyRejected' }, failed];
    assert.deepEqual(all.filter(filter('refused', '')).map(request => request.id), [1, 2, 3, 4]);
    const groups = refusals(all);
    assert.deepEqual(groups.map(group => [group.by, group.times]), [['not valid HTTP (InvalidTargetForm)', 2], ['not valid HTTP (InvalidTarget)', 1], ['body not valid (InvalidChunkSize)', 1]]);
    groups.forEach(group => assert.equal(all.filter(filter('all', group.query)).length, group.times));
});

test('a limit of time that the client does not keep refuses it, as it is counted', () => {
    const late = ['HeadTimedOut', 'ClientTooSlow'].map(outcome => ({ ...denied, outcome, rule: undefined, verdict: undefined }));
    assert.equal(late.filter(filter('refused', '')).length, 2);
});

test('a tunnel that one of its ends reset has not failed, as it is counted, and is not like one that ended well', () => {
    const cut = ['ClientResetTunnel', 'OriginResetTunnel', 'ClientGone'].map(outcome => tone({ ...open, outcome }));
    assert.deepEqual(cut, ['cut', 'cut', 'cut']);
});

test('the query of each group finds just its requests', () => {
    const port = { ...denied, id: 5, outcome: 'ConnectPortNotAllowed', rule: undefined, verdict: undefined };
    const noPlace = { ...denied, id: 6, rule: 'deny *.example.org, "no ads"' };
    const all = [denied, port, noPlace, open, failed];
    refusals(all).forEach(group => assert.equal(all.filter(filter('all', group.query)).length, group.times));
});
