// The charts of the page: all of them on their tab, two at a glance while no request is chosen.

import { byId } from './dom.js';
import { Chart } from './chart.js';
import { bytes, count } from './format.js';

const perSecond = value => `${bytes(value)}/s`;
const rate = value => `${count(value)}/s`;

const throughput = () => new Chart('Throughput', [{ key: 'bytes_down', name: '↓' }, { key: 'bytes_up', name: '↑' }], perSecond, true);
const requests = () => new Chart('Requests', [{ key: 'requests', name: '' }], rate);

export class Charts {
    constructor() {
        this.glance = [throughput(), requests()];
        this.all = [
            throughput(), requests(),
            new Chart('Open tunnels', [{ key: 'open', name: '' }], count),
            new Chart('Refused and failed', [{ key: 'refused', name: 'refused' }, { key: 'failed', name: 'failed' }], rate),
        ];
        this.all[3].element.classList.add('bad');
        byId('glance').append(...this.glance.map(chart => chart.element));
        byId('charts').append(...this.all.map(chart => chart.element));
    }

    draw(series) {
        for (const chart of [...this.glance, ...this.all]) {
            // What is not in sight is not drawn.
            if (chart.element.offsetParent) {
                chart.show(series);
            }
        }
    }
}
