// The texts in sight whose contrast to their ground is below 4.5 (WCAG 2.2, 1.4.3), each as a line.
() => {
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    // Painted one over the other, in order, from the farthest: what is seen.
    const painted = colours => {
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, 1, 1);
        for (const colour of colours) {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
        }
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const grounds = element => (element ? [...grounds(element.parentElement), getComputedStyle(element).backgroundColor] : []);
    const linear = value => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const contrast = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    };
    const results = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || element.closest('script, noscript') || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
            continue;
        }
        seen++;
        const style = getComputedStyle(element);
        const ground = grounds(element);
        const ink = element instanceof SVGElement ? style.fill : style.color;
        const ratio = contrast(painted(ground), painted([...ground, ink]));
        if (ratio < 4.5) {
            results.push(`${ratio.toFixed(2)} "${node.data.trim()}" ${ink} on ${ground.join(' ')}`);
        }
    }
    return seen > 20 ? results : [`only ${seen} texts`];
}
