// Puts the parts together: what comes in goes to the store and the series; what is to be seen is drawn before the next frame.

import { events, get, setToken, whenTokenWanted } from './api.js';
import { Charts } from './charts.js';
import { Detail } from './detail.js';
import { byId, nextFrame, setText } from './dom.js';
import { duration } from './format.js';
import { List } from './list.js';
import { ListTools } from './list-tools.js';
import { Presence } from './presence.js';
import { parseRoute, requestLink } from './route.js';
import { Series } from './series.js';
import { MOST_ENDED, Store } from './store.js';
import { Stream } from './stream.js';
import { Tabs } from './tabs.js';
import { Tiles } from './tiles.js';

const RELOAD = 30_000; // ms at least between two loads of the whole list: with 20,000 in it, it is felt
const STATUS = 5_000;  // ms between two looks at the state

const store = new Store();
const series = new Series();
const list = new List(store, id => (location.hash = requestLink(id)));
const detail = new Detail(store);
const tools = new ListTools(store, list);
const tiles = new Tiles();
const charts = new Charts();
let clockError = 0;     // server's clock less ours, ms
let loaded = null;      // when the whole list was last asked for
let status = null;
const serverNow = () => Date.now() + clockError;
list.now = serverNow;
const tabs = new Tabs(store, serverNow);

async function load(signal) {
    loaded = performance.now();
    const [now, history, requests] = await Promise.all([get('status', signal), get('history', signal), get(`requests?limit=${MOST_ENDED}`, signal)]);
    clockError = new Date(requests.now) - Date.now();
    series.load(history);
    store.load(requests);
    status = now;
    tools.listener = status.listeners?.[0];
    nextFrame(draw);
}

function draw() {
    if (!status) {
        return; // nothing is known yet: a dash is truer than a zero
    }

    const up = duration(serverNow() - new Date(status.started));
    setText(byId('state'), [`${status.version} · ${status.state}`, status.listeners?.join(', '), `up ${up}`].filter(Boolean).join(' · '));
    store.refresh();
    if (!byId('tab-requests').hidden) {
        list.update();
        tools.draw();
        detail.tick();
    }

    charts.draw(series);
    tiles.draw(series);
}

function tellConnection(isLive, text, title = '') {
    document.body.dataset.live = isLive ? 'yes' : 'no';
    setText(byId('connection'), text);
    byId('connection').title = title;
}

const stream = new Stream(events, {
    async connected(signal) {
        await load(signal);
        signal.throwIfAborted(); // not wanted any more: what is said by now is not to be overwritten
        tellConnection(true, 'live');
        tabs.refresh();
    },

    tick(tick) {
        clockError = new Date(tick.now) - Date.now();
        series.tick(tick.now, tick.counters);
        store.tick(tick);
        // What was left out of a tick has ended, or begun, without our knowing.
        if (tick.skipped > 0 && !document.hidden && performance.now() - loaded > RELOAD) {
            load().catch(() => {});
        }

        nextFrame(draw);
    },

    lost(wait, reason) {
        tellConnection(false, 'not connected', [reason, `Trying again in ${duration(wait)}.`].filter(Boolean).join(' '));
    },
});

const others = new BroadcastChannel('penstock');
const presence = new Presence(stream, words => others.postMessage(words), {
    begun() {
        tellConnection(false, 'connecting');
    },

    aside() {
        tellConnection(false, 'paused until you use it', 'Other windows of this page have taken the connections that the browser has for it.');
    },
});
others.addEventListener('message', event => presence.hear(event.data));

// What the address says is shown; it is the one place where that is kept.
function go() {
    const route = parseRoute(location.hash);
    const wasInDetails = byId('detail').contains(document.activeElement);
    tabs.show(route.tab);
    if (route.tab === 'requests') {
        if (route.query !== null) {
            tools.search(route.query);
        }

        list.choose(route.id);
        document.body.classList.toggle('has-chosen', route.id !== null);
        void detail.show(route.id).then(() => bringIntoSight(route.id));
        if (route.id === null && wasInDetails) {
            list.focus(); // what had the focus is gone
        }
    }

    nextFrame(draw);
}

// On a narrow page the details stand below the list.
function bringIntoSight(id) {
    if (id !== null && matchMedia('(max-width: 59.99rem)').matches) {
        byId('detail-title').focus({ preventScroll: true });
        byId('detail').scrollIntoView({ block: 'start' });
    }
}

whenTokenWanted(wasWrong => {
    tellConnection(false, wasWrong ? 'that token is not the one' : 'a token is wanted');
    document.body.classList.add('wants-token');
    if (byId('token-form').hidden) {
        byId('token-form').hidden = false;
        byId('token').focus();
    }
});

byId('token-form').addEventListener('submit', event => {
    event.preventDefault();
    setToken(byId('token').value);
    byId('token').value = '';
    byId('token-form').hidden = true;
    document.body.classList.remove('wants-token');
    presence.begin();
});

document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault(); // its fragment is no route
    byId('main').focus();
});
addEventListener('hashchange', go);
document.addEventListener('visibilitychange', () => {
    presence.see(!document.hidden);
    nextFrame(draw);
});
document.addEventListener('freeze', () => presence.leave());
document.addEventListener('resume', () => presence.see(!document.hidden));
addEventListener('pagehide', () => presence.leave());
addEventListener('pageshow', event => event.persisted && presence.see(!document.hidden)); // back from the browser's memory
for (const use of ['focus', 'pointerdown', 'keydown']) {
    addEventListener(use, () => presence.use());
}

// A tick does not say whether the proxy drains.
setInterval(async () => {
    if (status && !document.hidden) {
        status = await get('status').catch(() => status);
    }
}, STATUS);
go();
presence.see(!document.hidden);
