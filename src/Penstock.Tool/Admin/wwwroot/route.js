// The address of what is shown: #/requests/42, #/requests?q=words, #/rules. Pure.

export const TABS = ['requests', 'hosts', 'clients', 'rules', 'refused', 'charts', 'configuration'];

/** @returns `{tab, id, query}`; what is not understood is the list. */
export function parseRoute(hash) {
    const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
    const [tab, id] = path.split('/');
    return {
        tab: TABS.includes(tab) ? tab : 'requests',
        id: tab === 'requests' && /^\d{1,15}$/.test(id ?? '') ? Number(id) : null,
        query: new URLSearchParams(search).get('q'),
    };
}

export const requestLink = id => `#/requests/${id}`;
export const searchLink = text => `#/requests?${new URLSearchParams({ q: text })}`;
