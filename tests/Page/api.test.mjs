import assert from 'node:assert/strict';
import test from 'node:test';
import { page } from './page.mjs';

const { get, setToken, whenTokenWanted } = await page('api.js');

// A tab's storage, and an endpoint that answers when the test says so.
function browser() {
    const stored = new Map();
    const asked = [];
    globalThis.sessionStorage = { getItem: key => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
    globalThis.fetch = (path, { headers }) => new Promise(done => asked.push({ token: headers.Authorization, answer: (status, body) => done(new Response(JSON.stringify(body), { status })) }));
    return asked;
}

test('who has no token is asked for one, and is told if it was wrong', async () => {
    const asked = browser();
    const wanted = [];
    whenTokenWanted(wasWrong => wanted.push(wasWrong));
    const first = get('status');
    asked[0].answer(401, { error: 'A token is wanted.' });
    await assert.rejects(first, { status: 401, message: 'A token is wanted.' });
    setToken('wrong');
    const second = get('status');
    asked[1].answer(401, {});
    await assert.rejects(second);
    assert.deepEqual([wanted, asked.map(request => request.token)], [[false, true], [undefined, 'Bearer wrong']]);
});

test('an answer to the token before does not ask again', async () => {
    const asked = browser();
    const wanted = [];
    whenTokenWanted(wasWrong => wanted.push(wasWrong));
    setToken('wrong');
    const late = get('status');
    setToken('right');
    const good = get('status');
    asked[1].answer(200, { state: 'running' });
    assert.deepEqual(await good, { state: 'running' });
    asked[0].answer(401, {});
    await assert.rejects(late);
    assert.deepEqual([wanted, asked[1].token], [[], 'Bearer right']);
});
