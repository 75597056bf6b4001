// Numbers and times for people. Pure.

const two = number => String(number).padStart(2, '0');

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Exact below a KiB, two digits above: as the command prints them. */
export function bytes(count) {
    if (count < 1024) {
        return `${Math.round(count)} B`;
    }

    let value = count / 1024;
    let unit = 0;
    // 1023.96 would be shown as 1024: the next unit says it better.
    while (value >= 1023.5 && unit < UNITS.length - 1) {
        value /= 1024;
        unit++;
    }

    return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

/** Milliseconds, in the unit that leaves two or three digits. */
export function duration(ms) {
    const size = Math.abs(ms);
    if (size < 0.0005) {
        return '0';
    } else if (size < 1) {
        return `${(ms * 1000).toFixed(0)} µs`;
    } else if (size < 9.95) {
        return `${ms.toFixed(1)} ms`;
    } else if (size < 999.5) {
        return `${ms.toFixed(0)} ms`;
    } else if (size < 9_950) {
        return `${(ms / 1000).toFixed(1)} s`;
    } else if (size < 99_500) {
        return `${(ms / 1000).toFixed(0)} s`;
    }

    const sign = ms < 0 ? '-' : '';
    const minutes = Math.round(size / 60_000);
    if (minutes < 60) {
        const seconds = Math.round(size / 1000);
        return `${sign}${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
    } else if (minutes < 24 * 60) {
        return `${sign}${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
    }

    const hours = Math.round(size / 3_600_000);
    return `${sign}${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** The same where there is little room: 2 m 05 s, 3 h 12 m, 1 d 04 h. Its figures stand below each other. */
export function brief(ms) {
    const size = Math.abs(ms);
    if (size < 99_500) {
        return duration(ms);
    }

    const [unit, great, small] = size < 3_599_500 ? [1000, 'm', 's'] : size < 86_370_000 ? [60_000, 'h', 'm'] : [3_600_000, 'd', 'h'];
    const parts = great === 'd' ? 24 : 60;
    const count = Math.round(size / unit);
    return `${ms < 0 ? '-' : ''}${Math.floor(count / parts)} ${great} ${two(count % parts)} ${small}`;
}

const GROUPED = new Intl.NumberFormat('en');

/** 12,345; a fraction has one digit as long as it says something. */
export function count(number) {
    return number < 9.95 ? number.toFixed(1).replace('.0', '') : GROUPED.format(Math.round(number));
}

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** The hour on the reader's wall: 17:05:31. */
export function clock(time) {
    const date = new Date(time);
    return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** With the day, and as exact as it is known. */
export function moment(time) {
    const date = new Date(time);
    const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(time)}.${milliseconds}`;
}

/** How long ago that was. */
export function ago(time, now) {
    const ms = now - new Date(time);
    return ms < 1500 ? 'now' : `${duration(ms)} ago`;
}

/** What does not fit is cut at its end. */
export const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`);

/** host:port, as it is written of IPv6 too. */
export const hostPort = (host, port) => `${host.includes(':') ? `[${host}]` : host}${port ? `:${port}` : ''}`;
