// Takes YAML apart into keys, comments and the rest, line by line: enough to colour a configuration. Pure.

/** @returns `[[kind, text], …]` of one line, kind being `key`, `comment` or `text`. */
export function parts(line) {
    const result = [];
    const comment = commentStart(line);
    const code = line.slice(0, comment);
    const key = /^(\s*(?:- )*)([^\s"'#{[,:][^"'#{[,:]*)(?=:(?:\s|$))/.exec(code);
    if (key) {
        result.push(['text', key[1]], ['key', key[2]], ['text', code.slice(key[0].length)]);
    } else {
        result.push(['text', code]);
    }

    result.push(['comment', line.slice(comment)]);
    return result.filter(([, text]) => text !== '');
}

// A # begins a comment at the start or after a space, and not between quotes.
function commentStart(line) {
    let quote = '';
    for (let i = 0; i < line.length; i++) {
        const c = line[i];
        if (quote) {
            quote = c === quote ? '' : quote;
        } else if (c === '"' || c === "'") {
            quote = c;
        } else if (c === '#' && (i === 0 || /\s/.test(line[i - 1]))) {
            return i;
        }
    }

    return line.length;
}
