// Which view is shown, and the data of those that are asked for anew every few seconds.

import { get } from './api.js';
import { byId } from './dom.js';
import { Configuration } from './configuration.js';
import { TABS } from './route.js';
import { clientTable, hostTable, refusedTable, ruleTable } from './tables.js';

const REFRESH = 3000; // ms

export class Tabs {
    #shown = null;

    constructor(store, now) {
        const views = { hosts: hostTable(), clients: clientTable(), rules: ruleTable(now), refused: refusedTable(now) };
        for (const [tab, view] of Object.entries(views)) {
            byId(`tab-${tab}`).append(view.element);
        }

        const configuration = new Configuration();
        this.loaders = {
            hosts: async () => views.hosts.show(await get('top?by=host&limit=100')),
            clients: async () => views.clients.show(await get('top?by=client&limit=100')),
            rules: async () => views.rules.show(await get('rules')),
            refused: async () => views.refused.show(store.ended),
            configuration: () => configuration.show(),
        };
        setInterval(() => document.hidden || this.refresh(), REFRESH);
    }

    show(tab) {
        if (tab === this.#shown) {
            return;
        }

        this.#shown = tab;
        for (const each of TABS) {
            byId(`tab-${each}`).hidden = each !== tab;
        }

        for (const link of byId('tabs').children) {
            const isCurrent = link.hash === `#/${tab}`;
            isCurrent ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
            if (isCurrent) {
                document.title = `${link.textContent} · Penstock`;
                link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            }
        }

        document.body.dataset.tab = tab;
        this.refresh();
    }

    /** Asks anew for what is shown. If it cannot be had, what was there stays: the head of the page says that there is no connection. */
    refresh() {
        this.loaders[this.#shown]?.().catch(() => {});
    }
}
