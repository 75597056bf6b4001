// The part of the story in which bytes pass through the proxy: the hellos, what can still be read, what cannot. Pure.

import { bytes, duration, plural } from './format.js';

const list = values => (values ?? []).join(', ');

export function tunnelSteps(request, stages) {
    return [...(request.tls ? helloSteps(request.tls, stages) : firstBytes(request, stages)), ...finishSteps(stages)];
}

function helloSteps(tls, stages) {
    const offers = [tls.alpn_offered?.length && `offers ${list(tls.alpn_offered)}`, tls.post_quantum_offered && 'a post-quantum key share', tls.ech_offered && 'ECH', tls.early_data_offered && 'early data'].filter(Boolean);
    const chose = [tls.version, tls.group, tls.alpn].filter(Boolean);
    return [
        {
            key: 'hello', t: stages.client_hello ?? stages.first_byte_up, from: 'client', to: 'server', kind: 'clear', label: `ClientHello${tls.sni ? ` · ${tls.sni}` : ''}`,
            words: `Passes through me in clear: ${tls.sni ? `the server name ${tls.sni}` : 'no server name'}${offers.length ? `; it ${offers[0].startsWith('offers') ? '' : 'offers '}${offers.join(', ')}` : ''}.${tls.problem ? ` I did not understand it: ${tls.problem}.` : ''}`,
        },
        {
            key: 'server-hello', t: stages.server_hello, from: 'server', to: 'client', kind: 'clear', label: `ServerHello · ${chose.slice(0, 2).join(' · ')}`,
            words: `Passes through me in clear: ${[tls.version, tls.cipher, tls.group && `keys by ${tls.group}`, tls.alpn, tls.resumed && 'a resumed session', tls.retried && 'after a retry'].filter(Boolean).join(', ')}. ${tls.certificate ? 'The certificate follows in clear.' : 'From here on it is encrypted.'}`,
        },
        tls.certificate && {
            key: 'certificate', t: stages.server_hello, from: 'server', to: 'client', kind: 'clear', label: `Certificate · ${tls.certificate.subject}`,
            words: `In clear, as ever up to TLS 1.2: ${tls.certificate.subject}, for ${list(tls.certificate.names)}, signed by ${tls.certificate.issuer}. From here on it is encrypted.`,
        },
        tls.alert && {
            key: 'alert', t: alertTime(stages), from: tls.alert.from === 'client' ? 'client' : 'server', to: tls.alert.from === 'client' ? 'server' : 'client', kind: 'failed', label: `alert: ${tls.alert.description}`,
            words: `A TLS alert in clear: ${tls.alert.level} ${tls.alert.description}. The ${tls.alert.from === 'client' ? 'client' : 'server'} does not go on.`,
        },
    ];
}

// An alert has no time of its own; it is the last that was said.
const alertTime = stages => Math.min(...[stages.client_finished, stages.origin_finished, stages.ended].filter(time => time !== undefined));

function firstBytes(request, stages) {
    const name = request.summary ?? 'not recognised';
    return [
        {
            key: 'up', t: stages.first_byte_up, from: 'client', to: 'server', kind: request.protocol ? 'clear' : 'sealed', label: `first bytes · ${name}`,
            words: `The client’s first bytes pass through me. ${request.protocol ? `They are ${name}.` : 'I do not recognise the protocol.'}`,
        },
        {
            key: 'down', t: stages.first_byte_down, from: 'server', to: 'client', kind: request.protocol ? 'clear' : 'sealed', label: request.banner ?? 'first bytes',
            words: request.banner ? `The server says what it is, in clear: ${request.banner}` : 'The server’s first bytes pass through me.',
        },
    ];
}

function finishSteps(stages) {
    const pairs = [['client', 'server', stages.client_finished, stages.origin_finished], ['server', 'client', stages.origin_finished, stages.client_finished]];
    return pairs.map(([from, to, t, other]) => ({
        key: `${from}-fin`, t, from, to, kind: 'fin', label: 'FIN',
        words: `The ${from} has nothing more to say. I pass that on${other === undefined || other > t ? `; the ${to} may still speak.` : ': both sides are done.'}`,
    }));
}

/** What passed after the first words, up to the first FIN or the end. */
export function tunnelBand(request, stages, end) {
    const began = [stages.client_hello, stages.server_hello, stages.first_byte_up, stages.first_byte_down].filter(time => time !== undefined);
    const from = Math.max(...began);
    const to = Math.min(stages.client_finished ?? Infinity, stages.origin_finished ?? Infinity, end);
    if (began.length === 0 || to <= from || request.tls?.alert) {
        return null;
    }

    const isSealed = request.protocol === 'ssh' || Boolean(request.tls?.version);
    const how = isSealed ? 'encrypted' : request.protocol && request.protocol !== 'tls' ? 'in clear' : 'unknown';
    const amount = `↑ ${bytes(request.bytes_up)}  ↓ ${bytes(request.bytes_down)}`;
    const least = request.records_exact === false ? 'at least ' : '';
    const records = request.records_down === undefined ? '' : `, ${least}${plural(request.records_up ?? 0, 'record')} up and ${plural(request.records_down, 'record')} down`;
    const pause = request.longest_pause_ms > 1000 ? ` The longest pause was ${duration(request.longest_pause_ms)}.` : '';
    const meaning = {
        encrypted: 'Encrypted between the two ends. I see how much and when, nothing else',
        'in clear': 'In clear; I pass it on and do not look further',
        unknown: 'I pass it on and do not know what it is',
    };
    return { key: 'band', from, to, kind: how === 'in clear' ? 'clear' : 'sealed', label: `${how} · ${amount}`, words: `${meaning[how]}: ${amount}${records}.${pause}` };
}
