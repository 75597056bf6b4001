// What was refused, gathered by what refused it. Pure.

import { cause, destination, isByRule, tone } from './words.js';

const SHOWN = 3; // hosts and clients that are named

const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
const mostOften = counts => [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);

/** Finds the requests that a rule decided: `x.yaml:4 (` is not in `x.yaml:40 (`. One of the command line has no place, and is known by its text. */
export const ruleQuery = ({ place, text }) => (place ? `"${place} ("` : `"${text}"`);

// Of `x.yaml:4 (deny y, "because")`, or of `deny y, "because"`.
function ruleOf(sentence) {
    const [, place] = /^(.+?:\d+) \(/.exec(sentence) ?? [];
    return { place, text: sentence.split(', "')[0] };
}

/** @returns `[{by, query, times, hosts, clients, last}]`, most often first; `query` finds them in the list. */
export function refusals(ended) {
    const groups = new Map();
    for (const request of ended) {
        if (tone(request) !== 'refused') {
            continue;
        }

        const by = cause(request);
        let group = groups.get(by);
        if (!group) {
            group = { by, query: isByRule(request) ? ruleQuery(ruleOf(request.rule)) : `"${by}"`, times: 0, hosts: new Map(), clients: new Map(), last: request.time };
            groups.set(by, group);
        }

        group.times++;
        group.last = request.time > group.last ? request.time : group.last;
        add(group.hosts, destination(request));
        add(group.clients, request.client ?? 'Unix socket');
    }

    return [...groups.values()]
        .map(group => ({ ...group, hosts: mostOften(group.hosts), clients: mostOften(group.clients) }))
        .sort((a, b) => b.times - a.times);
}
