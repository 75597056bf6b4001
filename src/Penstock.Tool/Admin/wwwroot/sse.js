// Server-sent events (HTML Living Standard, 9.2.6), for fetch: EventSource cannot send an Authorization field. Pure.

/** Takes text as it comes and calls back for each event that is complete. */
export function eventParser(onEvent) {
    let rest = '';
    let name = '';
    let data = [];

    function line(text) {
        if (text === '') {
            if (data.length > 0) {
                onEvent(name || 'message', data.join('\n'));
            }

            name = '';
            data = [];
            return;
        }

        const colon = text.indexOf(':');
        const field = colon < 0 ? text : text.slice(0, colon);
        const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') {
            name = value;
        } else if (field === 'data') {
            data.push(value);
        }
    }

    return chunk => {
        const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
        rest = lines.pop();
        lines.forEach(line);
    };
}

/** How long to wait before the next attempt, in ms: doubling from half a second to 15, less up to a quarter so that not all come at once. */
export function backOff(attempt, random = Math.random) {
    return Math.min(15_000, 500 * 2 ** attempt) * (1 - random() / 4);
}
