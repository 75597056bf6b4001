// Builds elements. All text goes in as text nodes and all attributes through setAttribute, so that nothing a peer has written is ever parsed as HTML.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (value === undefined || value === null || value === false) {
            continue;
        }

        if (name.startsWith('on')) {
            node.addEventListener(name.slice(2), value);
        } else {
            node.setAttribute(name, value === true ? '' : value);
        }
    }

    node.append(...children.filter(child => child !== undefined && child !== null && child !== false));
    return node;
}

/** An HTML element; an attribute named "onclick" is a listener, a child that is a string is text. */
export const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** The same for SVG. */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

export const byId = id => document.getElementById(id);

/** Writes text only if it differs: most of what a tick looks at has not changed, and an untouched node costs no layout. */
export function setText(node, text) {
    if (node.textContent !== text) {
        node.textContent = text;
    }
}

let frame = 0;
const waiting = new Set();

/** Runs work before the next frame, once, however often it was asked for. */
export function nextFrame(work) {
    waiting.add(work);
    frame ||= requestAnimationFrame(() => {
        frame = 0;
        const now = [...waiting];
        waiting.clear();
        now.forEach(run => run());
    });
}

/** Says something to those who listen instead of look. */
export function announce(text) {
    setText(byId('announcements'), text);
}
