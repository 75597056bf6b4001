// The part of the story in which the proxy looks for a way: the look-up and the attempts to connect. Pure.

import { duration, plural } from './format.js';

const FROM = {
    cache: 'The answer was in my cache: nobody was asked',
    hosts: 'The answer is in the hosts file: nobody was asked',
};

/** Nothing for a literal address; a mark for an answer that was there; two arrows if somebody was asked. */
export function lookupSteps({ lookup, host }) {
    if (!lookup || lookup.source === 'literal') {
        return [];
    }

    const answers = lookup.answers ?? [];
    const list = answers.map(answer => answer.address + (answer.ttl_s === undefined ? '' : ` (TTL ${answer.ttl_s} s)`) + (answer.kept === false ? `, not used: ${answer.reason}` : '')).join('; ');
    const first = answers.find(answer => answer.kept !== false) ?? answers[0];
    const short = lookup.rcode ?? (first ? first.address + (answers.length > 1 ? ` +${answers.length - 1}` : '') : 'no address');
    if (FROM[lookup.source]) {
        return [{ key: 'lookup', t: lookup.end_ms, from: 'proxy', to: 'proxy', kind: 'mark', label: `${lookup.source}: ${short}`, words: `${FROM[lookup.source]}. ${host} is ${lookup.rcode ?? list}.` }];
    }

    const took = duration(lookup.end_ms - lookup.start_ms);
    return [
        { key: 'ask', t: lookup.start_ms, from: 'proxy', to: 'dns', kind: 'clear', label: `${host}?`, words: `I ask for the addresses of ${host}.` },
        {
            key: 'answer', t: lookup.end_ms, from: 'dns', to: 'proxy', kind: lookup.rcode || answers.length === 0 ? 'failed' : 'clear', label: short,
            words: lookup.rcode ? `After ${took}: ${lookup.rcode}.` : `After ${took}, ${plural(answers.length, 'address', 'addresses')}: ${list || 'none'}.`,
        },
    ];
}

/** An arrow there and back for the attempt that came through; a broken one with its errno for each that did not. */
export function attemptSteps({ attempts }) {
    return (attempts ?? []).flatMap((attempt, i) => {
        const took = attempt.end_ms === undefined ? undefined : duration(attempt.end_ms - attempt.start_ms);
        const start = { key: `try${i}`, t: attempt.start_ms, from: 'proxy', to: 'server' };
        const until = { key: `tried${i}`, t: attempt.end_ms };
        if (attempt.result === 'connected') {
            return [
                { ...start, kind: 'clear', label: `TCP connect ${attempt.address}`, words: `I connect to ${attempt.address}.` },
                { ...until, from: 'server', to: 'proxy', kind: 'clear', label: `connected · ${took}`, words: `Connected to ${attempt.address} after ${took}. Only now is there a path.` },
            ];
        } else if (!attempt.result) {
            return [{ ...start, kind: 'clear', label: `TCP connect ${attempt.address}`, words: `I connect to ${attempt.address}; there is no answer yet.` }];
        }

        const why = attempt.result === 'abandoned' ? 'another address was faster' : attempt.result;
        return [
            { ...start, kind: 'broken', label: `${attempt.address} · ${attempt.result}`, words: `I try ${attempt.address}: ${why}${took ? `, after ${took}` : ''}.`, quiet: attempt.result === 'abandoned' },
            attempt.end_ms - attempt.start_ms > 1 && {
                ...until, from: 'proxy', to: 'proxy', kind: attempt.result === 'abandoned' ? 'mark' : 'failed', label: `${attempt.result === 'abandoned' ? 'given up' : 'failed'} after ${took}`, words: `The attempt to reach ${attempt.address} ended after ${took}: ${why}.`,
            },
        ];
    }).filter(Boolean);
}
