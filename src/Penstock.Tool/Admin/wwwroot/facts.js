// The facts of a request as groups of terms and values. Pure.

import { bytes, count, duration, hostPort, moment, plural } from './format.js';
import { ending } from './words.js';

const yesNo = value => (value === undefined ? undefined : value ? 'yes' : 'no');
const list = values => (values?.length ? values.join(', ') : undefined);
const exact = number => (number === undefined ? undefined : number < 1024 ? plural(number, 'byte') : `${bytes(number)} (${plural(number, 'byte')})`);
// Where somebody was asked, and so it took its time.
const ASKED = new Set(['dns', 'system']);

const BY = { client: 'the client', origin: 'the server', proxy: 'the proxy' };

/** @returns `[{title, rows: [[term, value], …]}]`, without what is not known. */
export function facts(request) {
    const groups = [
        { title: 'Request', rows: requestRows(request) },
        { title: 'Way', rows: wayRows(request) },
        { title: 'TLS', rows: request.tls ? tlsRows(request.tls) : [] },
        { title: 'Certificate', rows: request.tls?.certificate ? certificateRows(request.tls.certificate) : [] },
        { title: 'Passed', rows: passedRows(request) },
    ];
    return groups
        .map(group => ({ ...group, rows: group.rows.filter(([, value]) => value !== undefined && value !== '') }))
        .filter(group => group.rows.length > 0);
}

const requestRows = request => [
    ['Number', String(request.id)],
    ['Began', moment(request.time)],
    ['Client', request.client ? hostPort(request.client, request.client_port) : 'on a Unix socket'],
    ['User', request.user],
    ['Asked', [request.method, request.target].filter(Boolean).join(' ')],
    ['User agent', request.user_agent],
    ['Verdict', request.verdict],
    ['By', request.rule],
    ['Status', request.status ? String(request.status) : undefined],
    ['Ended', request.outcome ? `${ending(request)} (${request.outcome})` : 'not yet'],
    ['Ended by', request.ended_by ? `${BY[request.ended_by] ?? request.ended_by}, ${request.ended_with}` : undefined],
    ['Detail', request.detail === request.rule ? undefined : request.detail],
];

const wayRows = ({ lookup, attempts, origin, origin_reused }) => [
    ['Look-up', lookup ? [lookup.source, ASKED.has(lookup.source) && duration(lookup.end_ms - lookup.start_ms), lookup.rcode].filter(Boolean).join(', ') : undefined],
    ...(lookup?.answers ?? []).map(answer => ['Address', `${answer.address}${answer.ttl_s === undefined ? '' : ` · TTL ${answer.ttl_s} s`}${answer.kept === false ? ` · not used: ${answer.reason}` : ''}`]),
    ...(attempts ?? []).map(attempt => ['Attempt', `${attempt.address} · ${attempt.result ?? 'under way'}${attempt.end_ms === undefined ? '' : ` · ${duration(attempt.end_ms - attempt.start_ms)}`}`]),
    ['Connected to', origin ? `${origin}${origin_reused ? ', kept from an earlier request' : ''}` : undefined],
];

const tlsRows = tls => [
    ['Server name', tls.sni],
    ['Offered', list(tls.versions_offered)],
    ['Offered ALPN', list(tls.alpn_offered)],
    ['Offers', list([tls.post_quantum_offered && 'post-quantum keys', tls.ech_offered && 'ECH', tls.psk_offered && 'resumption', tls.ticket_offered && 'tickets', tls.early_data_offered && 'early data'].filter(Boolean))],
    ['JA4', tls.ja4],
    ['Not understood', tls.problem],
    ['Version', tls.version],
    ['Cipher', tls.cipher],
    ['Keys by', tls.group],
    ['Post-quantum', yesNo(tls.post_quantum)],
    ['ALPN', tls.alpn],
    ['Resumed', yesNo(tls.resumed)],
    ['Retried', tls.retried ? 'yes' : undefined],
    ['Alert', tls.alert ? `${tls.alert.level} ${tls.alert.description}, from the ${tls.alert.from === 'client' ? 'client' : 'server'}` : undefined],
];

const certificateRows = certificate => [
    ['Subject', certificate.subject],
    ['Names', list(certificate.names)],
    ['Issuer', certificate.issuer],
    ['Valid', `${String(certificate.not_before).slice(0, 10)} to ${String(certificate.not_after).slice(0, 10)}`],
];

function passedRows(request) {
    const least = request.records_exact === false ? 'at least ' : '';
    return [
        ['Protocol', request.summary ?? request.protocol],
        ['Banner', request.banner],
        ['Up', exact(request.bytes_up)],
        ['Down', exact(request.bytes_down)],
        ['TLS records', request.records_up === undefined && request.records_down === undefined ? undefined : `${least}${count(request.records_up ?? 0)} up, ${count(request.records_down ?? 0)} down`],
        ['Duration', duration(request.duration_ms ?? 0)],
        ['Longest pause', request.longest_pause_ms === undefined ? undefined : duration(request.longest_pause_ms)],
    ];
}
