// Which requests are shown: those of a kind in which each word appears. Pure.

import { cause, destination, ending, tone } from './words.js';

/** Words, and "several words" in quotes. */
export const words = text => [...text.toLowerCase().matchAll(/"([^"]+)"|[^\s"]+/g)].map(match => match[1] ?? match[0]);

/** All that can be searched of a request, in lower case; made once and made anew when it ends. */
function haystack(request) {
    return [
        request.client, request.user, request.method, request.target, destination(request), request.origin, request.verdict, request.rule, request.status,
        request.outcome, ending(request), cause(request), request.detail, request.protocol, request.summary, `#${request.id}`,
    ].filter(part => part !== undefined).join('\n').toLowerCase();
}

/** A test for requests: a function of one. */
export function filter(kind, text) {
    const wanted = words(text);
    return request => {
        if (kind !== 'all' && tone(request) !== kind) {
            return false;
        }

        if (wanted.length === 0) {
            return true;
        }

        request.hay ??= haystack(request);
        return wanted.every(word => request.hay.includes(word));
    };
}
