// The four numbers that move, each with its last ten minutes.

import { byId, el, setText } from './dom.js';
import { Spark } from './chart.js';
import { bytes, count } from './format.js';

const TILES = [
    { title: 'Open tunnels', keys: ['open'], show: series => [count(series.latest('open'))] },
    { title: 'Requests per second', keys: ['requests'], show: series => [count(series.latest('requests'))] },
    { title: 'Bytes per second', keys: ['bytes_down', 'bytes_up'], show: series => [`↓ ${bytes(series.latest('bytes_down'))}`, `↑ ${bytes(series.latest('bytes_up'))}`] },
    { title: 'Refused per second', keys: ['refused'], show: series => [count(series.latest('refused'))], name: 'bad' },
];

export class Tiles {
    constructor() {
        this.tiles = TILES.map(tile => {
            const numbers = tile.keys.map((_, i) => el('span', { class: `s${i}` }, '–'));
            const spark = new Spark(tile.keys);
            byId('tiles').append(el('div', { class: `tile ${tile.name ?? ''}` }, el('dt', {}, tile.title), el('dd', {}, ...numbers), spark.element));
            return { ...tile, numbers, spark };
        });
    }

    draw(series) {
        for (const { numbers, show, spark } of this.tiles) {
            show(series).forEach((text, i) => setText(numbers[i], text));
            spark.draw(series);
        }
    }
}
