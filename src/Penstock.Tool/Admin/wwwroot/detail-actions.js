// What can be done about the chosen request: close it, have it explained, copy it.

import { get, post } from './api.js';
import { announce, el, setText } from './dom.js';
import { isTunnel } from './words.js';

export function actions() {
    let request = null;
    const closeIt = el('button', { type: 'button', class: 'danger', onclick: () => ask(true) }, 'Close it');
    const yes = el('button', { type: 'button', class: 'danger solid', onclick: close }, 'Close it now');
    const no = el('button', { type: 'button', onclick: () => ask(false) }, 'Keep it');
    const question = el('div', { class: 'question', role: 'group', 'aria-label': 'Close this request?', hidden: true }, el('span', {}, 'Both sides will be reset.'), yes, no);
    const explainIt = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => (explanation.hidden ? explain() : fold()) }, 'Explain it');
    const copyIt = el('button', { type: 'button', onclick: copy }, 'Copy as JSON');
    const result = el('p', { class: 'result', hidden: true });
    const explanation = el('pre', { class: 'explanation', tabindex: '0', role: 'region', 'aria-label': 'Explanation', hidden: true });
    const element = el('div', { class: 'actions' }, el('div', { class: 'buttons' }, closeIt, question, explainIt, copyIt), result, explanation);
    question.addEventListener('keydown', event => {
        if (event.key === 'Escape') {
            event.preventDefault(); // it is an answer, and does not close the details
            ask(false);
        }
    });

    // In place, and the careful answer has the focus.
    function ask(isAsking) {
        question.hidden = !isAsking;
        closeIt.hidden = isAsking;
        (isAsking ? no : closeIt).focus();
    }

    function tell(text) {
        setText(result, text);
        result.hidden = !text;
        announce(text);
    }

    async function close() {
        try {
            await post(`requests/${request.id}/close`);
            tell('Closed.');
        } catch (error) {
            tell(error.status === 404 ? 'It had ended by itself.' : error.message);
        }

        question.hidden = true;
        explainIt.focus();
    }

    function fold() {
        explanation.hidden = true;
        explainIt.setAttribute('aria-expanded', 'false');
        tell('');
    }

    async function explain() {
        const query = new URLSearchParams({ method: request.method, target: request.target });
        for (const key of ['client', 'user']) {
            if (request[key]) {
                query.set(key, request[key]);
            }
        }

        try {
            const { text } = await get(`explain?${query}`);
            setText(explanation, text);
            explanation.hidden = false;
            explainIt.setAttribute('aria-expanded', 'true');
            tell('What the rules in force now would do with it:');
            explanation.focus();
        } catch (error) {
            fold();
            tell(error.message);
        }
    }

    async function copy() {
        const text = JSON.stringify(request, null, 2);
        tell((await toClipboard(text)) ? 'Copied.' : 'The browser did not let me copy.');
    }

    return {
        element,
        show(next) {
            request = next;
            const canClose = next !== null && !next.outcome;
            setText(closeIt, next && !isTunnel(next) ? 'Close this request' : 'Close this tunnel');
            closeIt.hidden = !canClose || !question.hidden;
            question.hidden ||= !canClose;
            explainIt.hidden = !next?.method || !next.host;
            copyIt.hidden = next === null;
            if (element.contains(document.activeElement) && !document.activeElement.checkVisibility()) {
                (explainIt.hidden ? copyIt : explainIt).focus(); // what had the focus is gone: it has ended by itself
            }
        },
        reset() {
            question.hidden = true;
            fold();
        },
    };
}

/** Over plain HTTP from another machine there is no navigator.clipboard; the old way does it then. */
export async function toClipboard(text) {
    if (navigator.clipboard) {
        return navigator.clipboard.writeText(text).then(() => true, () => false);
    }

    const box = el('textarea', { class: 'unseen-box', 'aria-hidden': 'true', tabindex: '-1' });
    const before = document.activeElement;
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    before?.focus();
    return done;
}
