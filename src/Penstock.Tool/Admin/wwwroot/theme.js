// Light or dark: what the system says, until the button says otherwise. A classic script in the head, so that the first paint is right.
(() => {
    'use strict';
    const KEY = 'penstock.theme';
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const root = document.documentElement;
    const current = () => root.dataset.theme ?? (dark.matches ? 'dark' : 'light');

    // Where storage is switched off the choice lasts as long as the page.
    function stored(write) {
        try {
            return write ? localStorage.setItem(KEY, write) : localStorage.getItem(KEY);
        } catch {
            return null;
        }
    }

    const before = stored();
    if (before === 'light' || before === 'dark') {
        root.dataset.theme = before;
    }

    document.addEventListener('DOMContentLoaded', () => {
        const button = document.getElementById('theme');
        const label = () => {
            const other = current() === 'dark' ? 'light' : 'dark';
            button.textContent = other === 'dark' ? '☾' : '☀';
            button.setAttribute('aria-label', `Switch to ${other} colours`);
            button.title = `Switch to ${other} colours`;
        };
        button.addEventListener('click', () => {
            root.dataset.theme = current() === 'dark' ? 'light' : 'dark';
            stored(root.dataset.theme);
            label();
        });
        dark.addEventListener('change', label);
        label();
    });
})();
