// The configuration in force, and the button that reads it anew.

import { get, post } from './api.js';
import { announce, byId, el, setText } from './dom.js';
import { parts } from './yaml.js';

export class Configuration {
    #shown = null;

    constructor() {
        this.files = el('p', { class: 'files' });
        this.result = el('div', { class: 'result', role: 'group', 'aria-label': 'Result of the reload', hidden: true });
        this.text = el('pre', { class: 'yaml', tabindex: '0', role: 'region', 'aria-label': 'Configuration as YAML' });
        const reload = el('button', { type: 'button', onclick: () => this.#reload() }, 'Read the files anew');
        byId('configuration').append(el('div', { class: 'config-head' }, this.files, reload), this.result, this.text);
    }

    async show() {
        const { file, files, yaml } = await get('config');
        const all = files?.length ? files : [file].filter(Boolean);
        setText(this.files, all.length ? `From ${all.join(', ')}. Passwords and tokens are not shown.` : 'From the command line: there is no file.');
        if (this.#shown !== yaml) {
            this.#shown = yaml;
            this.text.replaceChildren(...(yaml ?? '').split('\n').map(line => el('span', { class: 'yaml-line' }, ...parts(line).map(([kind, text]) => (kind === 'text' ? text : el('span', { class: `yaml-${kind}` }, text))), '\n')));
        }
    }

    async #reload() {
        this.result.hidden = false;
        try {
            await post('reload');
            this.#tell('Reloaded. New requests go by it; open tunnels were judged again.', [], 'well');
            await this.show();
        } catch (error) {
            this.#tell(error.message, error.problems ?? [], 'bad');
        }
    }

    #tell(text, problems, name) {
        this.result.className = `result ${name}`;
        this.result.replaceChildren(el('p', {}, text), ...(problems.length ? [el('ul', { class: 'mono' }, ...problems.map(problem => el('li', {}, problem)))] : []));
        announce([text, ...problems].join(' '));
    }
}
