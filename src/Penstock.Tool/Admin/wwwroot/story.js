// A request as a sequence: who said what to whom, when, and what it meant. Pure; diagram.js draws it.
//
// A step: { key, t (ms), from, to (lane or lanes), kind, label (short, in place), words (in full) }
//   kind: clear (readable on the wire), own (the proxy's own word), sealed (not readable), broken (an attempt that failed), end, mark (something within the proxy)
// A band: a stretch between client and server in which bytes passed: { key, from, to, kind, label, words }

import { bytes, duration, hostPort, plural } from './format.js';
import { briefly, ending, isTunnel, refusal, tone } from './words.js';
import { attemptSteps, lookupSteps } from './story-connect.js';
import { tunnelBand, tunnelSteps } from './story-tunnel.js';

/** @returns `{lanes, steps, bands, end, open}`, steps by time. */
export function story(request) {
    const stages = request.stages ?? {};
    const end = stages.ended ?? request.duration_ms ?? 0;
    const isUp = isTunnel(request) && (stages.first_byte_up ?? stages.first_byte_down ?? stages.reply_sent) !== undefined && request.status === 200;
    const steps = [
        ...arrival(request, stages),
        ...lookupSteps(request),
        ...attemptSteps(request),
        ...(isUp ? [established(stages), ...tunnelSteps(request, stages)] : isForwarded(request) ? forwarded(request, stages) : []),
    ].filter(step => step && step.t !== undefined);
    steps.push(...ends(request, stages, end, steps));

    // Steps at one moment stay in the order of the story.
    steps.forEach((step, i) => (step.order = i));
    steps.sort((a, b) => a.t - b.t || a.order - b.order);
    const band = isUp ? tunnelBand(request, stages, end) : bodyBand(request, stages, end);
    return { lanes: lanes(request, steps), steps, bands: band ? [band] : [], end, open: !request.outcome };
}

function lanes(request, steps) {
    const used = new Set(steps.flatMap(step => [step.from, step.to].flat()));
    return [
        { id: 'client', name: 'client', more: request.client ?? 'Unix socket' },
        { id: 'proxy', name: 'proxy', more: 'that is me' },
        used.has('dns') && { id: 'dns', name: 'DNS', more: request.lookup?.source === 'system' ? 'by the system' : '' },
        used.has('server') && { id: 'server', name: 'server', more: (request.origin ?? request.attempts?.at(-1)?.address ?? '').replace(/:\d+$/, '') },
    ].filter(Boolean);
}

function arrival(request, stages) {
    const asked = `${request.method ?? ''} ${request.target ?? ''}`.trim() || '(not readable)';
    return [
        stages.accepted < -1 && {
            key: 'accepted', t: stages.accepted, from: 'client', to: 'proxy', kind: 'clear', label: 'TCP connection',
            words: `The client’s connection to me had been there for ${duration(-stages.accepted)} when this request began.`,
        },
        {
            key: 'head', t: stages.head_read ?? 0, from: 'client', to: 'proxy', kind: 'clear', label: asked,
            words: isTunnel(request)
                ? `${asked}. I read this line. It is for me; I do not pass it on.`
                : `${asked}. I read the head of the request, and pass on what is for the server.`,
        },
        request.user && stages.identified !== undefined && {
            key: 'identified', t: stages.identified, from: 'proxy', to: 'proxy', kind: 'mark', label: `user ${request.user}`, words: `The client has shown that it is ${request.user}.`,
        },
        request.verdict && {
            key: 'decided', t: stages.decided, from: 'proxy', to: 'proxy', kind: request.verdict === 'deny' ? 'refused' : 'mark', label: `${request.verdict} · ${place(request.rule)}`,
            words: `The verdict is ${request.verdict}${request.rule ? `: ${request.rule}` : ''}.`,
        },
    ];
}

// "penstock.yaml:31" of "/etc/penstock/penstock.yaml:31 (deny …)".
const place = rule => briefly(rule ?? '').split(' (')[0];

function established(stages) {
    return {
        key: 'reply', t: stages.reply_sent, from: 'proxy', to: 'client', kind: 'own', label: '200 Connection established',
        words: 'I say this, not the server: the server has said nothing yet.',
    };
}

// What the server sent was of no use, or came too late: the proxy answered itself.
const isOwnAnswer = request => request.ended_with === 'refusal' || request.outcome === 'ResponseTimedOut';

// The bytes of a plain request were passed on, whether or not its response came to its end.
const isForwarded = request => !isTunnel(request) && (request.stages?.first_byte_up !== undefined || request.stages?.first_byte_down !== undefined);

function forwarded(request, stages) {
    return [
        request.origin_reused && {
            key: 'reused', t: stages.connected ?? stages.decided ?? 0, from: 'proxy', to: 'proxy', kind: 'mark', label: 'kept connection',
            words: `A connection to ${request.origin} was there from an earlier request. No look-up, no new connection.`,
        },
        {
            key: 'request', t: stages.first_byte_up, from: 'proxy', to: 'server', kind: 'clear', label: `${request.method}, rewritten`,
            words: 'I pass the request on, written anew: in origin form, without what was meant for me alone.',
        },
        {
            key: 'response', t: stages.first_byte_down, from: 'server', to: 'proxy', kind: 'clear', label: `${request.status ?? ''} response`.trim(),
            words: 'The response begins. It is plain HTTP: I, and everyone on the way, can read it.',
        },
        stages.first_byte_down !== undefined && !isOwnAnswer(request) && {
            key: 'reply', t: stages.reply_sent, from: 'proxy', to: 'client', kind: 'clear', label: 'passed on', words: 'I pass the head of the response on to the client.',
        },
    ];
}

function bodyBand(request, stages, end) {
    const from = stages.reply_sent ?? stages.first_byte_down;
    return isForwarded(request) && stages.first_byte_down !== undefined && !isOwnAnswer(request) && end > from
        ? { key: 'body', from, to: end, kind: 'clear', label: `in clear · ↓ ${bytes(request.bytes_down)}`, words: `The body of the response: ${bytes(request.bytes_down)}, in clear.` }
        : null;
}

const BY = { client: 'The client', origin: 'The server', proxy: 'I' };

// The last step says who ended it and how, unless what came before has said so.
function ends(request, stages, t, before) {
    const step = rest => [{ key: 'end', t, ...rest }];
    if (!request.outcome) {
        return step({ from: 'proxy', to: 'proxy', kind: 'now', label: 'open', words: `It is open, for ${duration(t)} now.` });
    }

    const isOpenEnded = before.some(each => each.to === 'server' && each.kind !== 'broken') || before.some(each => each.key === 'reused');
    const both = isOpenEnded ? ['client', 'server'] : ['client'];
    const said = request.detail ? ` ${request.detail}.` : '';
    if (request.ended_with === 'reset') {
        const [from, to] = request.ended_by === 'origin' ? ['server', 'client'] : ['client', isOpenEnded ? 'server' : 'proxy'];
        const isReset = isTunnel(request) && request.outcome !== 'ClientGone';
        return step({
            from, to, kind: 'end', label: `${isReset ? 'RST · ' : ''}${ending(request)}`,
            words: isReset ? `${BY[request.ended_by]} reset the connection, and the other side was sent a reset too.${said}` : `${BY[request.ended_by]} was gone before the end: ${ending(request)}.${said}`,
        });
    } else if (['limit', 'stop', 'rules', 'operator', 'fault'].includes(request.ended_with) && (stages.reply_sent !== undefined && isTunnel(request) && request.status === 200)) {
        return step({ from: 'proxy', to: both, kind: 'end', label: ending(request), words: `I ended it: ${ending(request)}.${said}` });
    } else if (before.some(each => each.key === 'reply')) {
        return step({ from: 'proxy', to: 'proxy', kind: 'done', label: ending(request), words: `It ended after ${duration(t)}: ${ending(request)}.${said}` });
    } else if (request.status) {
        const isRefused = tone(request) === 'refused';
        return [{
            key: 'end', t: stages.reply_sent ?? t, from: 'proxy', to: 'client', kind: isRefused ? 'refused' : 'failed', label: `${request.status} · ${isRefused ? place(refusal(request)) : ending(request)}`,
            words: `I answer ${request.status}: ${isRefused ? refusal(request) : ending(request)}.${!isRefused ? said : isOpenEnded ? '' : ' It ends here; nothing went further.'}`,
        }];
    }

    return step({ from: 'proxy', to: 'proxy', kind: 'failed', label: ending(request), words: `It ended without an answer: ${ending(request)}.${said}` });
}

/** One sentence for those who do not see the picture. */
export function summary(request) {
    const what = `${request.method ?? 'A request'} ${request.host ? hostPort(request.host, request.port) : request.target ?? ''}`.trim();
    return `${what} from ${request.client ?? 'a Unix socket'}: ${ending(request)}, ${duration(request.duration_ms ?? 0)}, ${plural(request.bytes_up, 'byte')} up, ${plural(request.bytes_down, 'byte')} down.`;
}
