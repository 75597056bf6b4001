// A table whose rows can be put in order by a click on a head. Rows are kept by key, so that a refresh moves nothing that has not changed.

import { el, setText } from './dom.js';

export class Table {
    #rows = new Map();
    #items = [];
    #by = null;             // {column, down}; null: in the order given

    /**
     * @param columns `{title, of(item)}`: text, or an element (made once for a key); `sort(item)` what to order by; `kind` a class, such as `number`.
     * @param keyOf what identifies an item.
     */
    constructor(caption, columns, keyOf, empty) {
        Object.assign(this, { columns, keyOf });
        this.heads = columns.map((column, i) => el('th', { scope: 'col', class: column.kind }, column.sort ? el('button', { type: 'button', onclick: () => this.#order(i) }, column.title) : column.title));
        this.body = el('tbody');
        this.empty = el('p', { class: 'empty', hidden: true }, empty);
        this.element = el('div', { class: 'table' }, el('table', {}, el('caption', { class: 'sr' }, caption), el('thead', {}, el('tr', {}, ...this.heads)), this.body), this.empty);
    }

    show(items) {
        this.#items = items;
        this.empty.hidden = items.length > 0;
        const sorted = this.#by ? [...items].sort((a, b) => this.#compare(a, b)) : items;
        const wanted = new Set(sorted.map(this.keyOf));
        for (const [key, row] of this.#rows) {
            if (!wanted.has(key)) {
                row.remove();
                this.#rows.delete(key);
            }
        }

        sorted.forEach((item, i) => {
            const row = this.#row(item);
            if (this.body.children[i] !== row) {
                this.body.insertBefore(row, this.body.children[i] ?? null);
            }
        });
    }

    #row(item) {
        const key = this.keyOf(item);
        let row = this.#rows.get(key);
        if (!row) {
            row = el('tr', {}, ...this.columns.map((column, i) => el(i === 0 ? 'th' : 'td', { class: column.kind, ...(i === 0 ? { scope: 'row' } : {}) })));
            this.#rows.set(key, row);
        }

        this.columns.forEach((column, i) => {
            const content = column.of(item);
            const cell = row.children[i];
            if (!(content instanceof Node)) {
                setText(cell, content ?? '');
            } else if (!cell.firstChild?.isEqualNode(content)) {
                cell.replaceChildren(content);
            }
        });
        return row;
    }

    #compare(a, b) {
        const { column, down } = this.#by;
        const [x, y] = [column.sort(a), column.sort(b)];
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
    }

    #order(i) {
        const column = this.columns[i];
        const down = this.#by?.column === column ? !this.#by.down : column.kind?.includes('number') ?? false;
        this.#by = { column, down };
        this.heads.forEach((head, at) => (at === i ? head.setAttribute('aria-sort', down ? 'descending' : 'ascending') : head.removeAttribute('aria-sort')));
        this.show(this.#items);
    }
}
