// The tabs that are tables: hosts, clients, rules, and what was refused by what.

import { el } from './dom.js';
import { ago, bytes, count, moment } from './format.js';
import { refusals, ruleQuery } from './refusals.js';
import { searchLink } from './route.js';
import { Table } from './table.js';

const number = (title, key, format = count) => ({ title, kind: 'number', of: item => format(item[key]), sort: item => item[key] });
const link = (text, query = text) => el('a', { href: searchLink(query) }, text);

// A bar as wide as its share; its width goes through the style object, which the page's policy allows.
function bar(share) {
    const fill = el('i', {});
    fill.style.width = `${(share * 100).toFixed(1)}%`;
    return el('span', { class: 'share', 'aria-hidden': 'true' }, fill);
}

function top(title) {
    let most = 1;
    const table = new Table(`${title}, most requests first`, [
        { title, kind: 'key', of: item => link(item.key), sort: item => item.key },
        { title: el('span', { class: 'sr' }, 'Share'), kind: 'bar', of: item => bar(item.requests / most) },
        number('Requests', 'requests'), number('Refused', 'refused'), number('Failed', 'failed'), number('Open', 'open'), number('Up', 'bytes_up', bytes), number('Down', 'bytes_down', bytes),
    ], item => item.key, 'Nothing yet.');
    return {
        element: table.element,
        show(items) {
            most = Math.max(1, ...items.map(item => item.requests));
            table.show(items);
        },
    };
}

export const hostTable = () => top('Host');
export const clientTable = () => top('Client');

export function ruleTable(now) {
    let most = 1;
    const table = new Table('Rules in their order, the default last', [
        { title: 'Place', kind: 'key mono', of: rule => rule.place ?? '–' },
        { title: 'Verdict', kind: 'verdict', of: rule => el('span', { class: `pill ${rule.verdict}` }, rule.verdict) },
        { title: 'Rule', kind: 'wide', of: rule => el('span', {}, el('code', {}, rule.text), rule.because ? ` ${rule.because}` : '') },
        { title: el('span', { class: 'sr' }, 'Share'), kind: 'bar', of: rule => bar(rule.hits / most) },
        { ...number('Hits', 'hits'), of: rule => (rule.hits ? link(count(rule.hits), ruleQuery(rule)) : '0') },
        { title: 'Last hit', kind: 'number', of: rule => (rule.last_hit ? ago(rule.last_hit, now()) : 'never'), sort: rule => rule.last_hit ?? '' },
    ], rule => `${rule.place} ${rule.text}`, 'There are no rules.');
    return {
        element: table.element,
        show(rules) {
            most = Math.max(1, ...rules.map(rule => rule.hits));
            table.show(rules);
        },
    };
}

const often = pairs => pairs.map(([key, times]) => `${key} (${count(times)})`).join(', ');

export function refusedTable(now) {
    const table = new Table('What was refused, by what refused it', [
        { title: 'Refused by', kind: 'key wide', of: item => link(item.by, item.query), sort: item => item.by },
        number('Times', 'times'),
        { title: 'Hosts', kind: 'wide', of: item => often(item.hosts) },
        { title: 'Clients', kind: 'wide', of: item => often(item.clients) },
        { title: 'Last', kind: 'number', of: item => el('time', { datetime: item.last, title: moment(item.last) }, ago(item.last, now())), sort: item => item.last },
    ], item => item.by, 'Nothing has been refused.');
    return { element: table.element, show: ended => table.show(refusals(ended)) };
}
