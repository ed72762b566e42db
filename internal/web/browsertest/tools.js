// What pages are inspected with. It is put into a page after it has been loaded; each
// function returns a list of faults in words.
globalThis.tools = (() => {
  // name says which element is meant.
  const name = e => {
    const text = (e.getAttribute('aria-label') || e.textContent || e.getAttribute('name') || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    const kind = e.getAttribute('class');
    return `<${e.localName}${kind ? ` class="${kind}"` : ''}> ${text ? `“${text}”` : ''}`.trim();
  };

  // shade is a colour in any notation as [red, green, blue, alpha], the last up to 1.
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const shade = css => {
    if (!known.has(css)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = css;
      pixel.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
      known.set(css, [r, g, b, a / 255]);
    }
    return known.get(css);
  };

  // over lays one colour over another.
  const over = (top, bottom) => {
    const a = top[3] + bottom[3] * (1 - top[3]);
    const mix = i => a === 0 ? 0 : (top[i] * top[3] + bottom[i] * bottom[3] * (1 - top[3])) / a;
    return [mix(0), mix(1), mix(2), a];
  };

  // ground is the colour behind what an element holds: its own background over those
  // around it, and at last the browser's. Pictures have no one colour: null.
  const ground = e => {
    if (!e) {
      const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
      return dark ? [18, 18, 18, 1] : [255, 255, 255, 1];
    }
    const style = getComputedStyle(e);
    if (style.backgroundImage !== 'none') return null;
    const own = shade(style.backgroundColor);
    if (own[3] === 1) return own;
    const behind = ground(e.parentElement);
    return behind && over(own, behind);
  };

  // contrast of two opaque colours, by WCAG 2.2 (relative luminance).
  const light = c => {
    const part = c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const contrast = (a, b) => {
    const [hi, lo] = [light(a), light(b)].sort((x, y) => y - x);
    return (hi + 0.05) / (lo + 0.05);
  };

  // remembered is a function of an element that asks the page once only.
  const remembered = f => {
    const known = new Map();
    return e => {
      if (!known.has(e)) known.set(e, f(e));
      return known.get(e);
    };
  };

  // faded is how much of an element and all around it is left by opacity.
  const faded = remembered(e => e ? parseFloat(getComputedStyle(e).opacity) * faded(e.parentElement) : 1);

  // cut tells whether an element is text for screen readers alone, cut down to a pixel.
  const cut = remembered(e => {
    if (!e) return false;
    const box = e.getBoundingClientRect();
    return box.width <= 1 && box.height <= 1 && getComputedStyle(e).overflow === 'hidden' || cut(e.parentElement);
  });

  // seen tells whether people with eyes see an element.
  const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !cut(e);

  // readable judges one piece of text: 4.5, or 3 where it is large (24 px, or 18.66 px
  // and bold).
  const readable = (faults, e, style, text, ink, behind) => {
    if (!behind) return faults.add(`contrast: ${name(e)} lies on a picture`);
    const size = parseFloat(style.fontSize);
    const need = size >= 24 || size >= 18.66 && parseInt(style.fontWeight) >= 700 ? 3 : 4.5;
    const [r, g, b, a] = shade(ink);
    const got = contrast(over([r, g, b, a * faded(e)], behind), behind);
    if (got < need) faults.add(`contrast: ${got.toFixed(2)} of ${need} for ${text.trim().slice(0, 40)} in ${name(e)}, ${ink} on ${behind.map(Math.round).slice(0, 3)}`);
  };

  // texts judges every text that is seen: nodes, what style sheets add, what fields show.
  const texts = () => {
    const faults = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      const e = n.parentElement;
      if (!n.data.trim() || e.closest('option, script, style, svg title') || !seen(e)) continue;
      const style = getComputedStyle(e);
      readable(faults, e, style, n.data, e.closest('svg') ? style.fill : style.color, ground(e));
    }
    for (const e of document.body.querySelectorAll('*')) {
      for (const part of ['::before', '::after']) {
        const style = getComputedStyle(e, part);
        if (['none', 'normal', '""'].includes(style.content) || style.display === 'none' || !seen(e)) continue;
        const behind = ground(e);
        readable(faults, e, style, style.content, style.color, behind && over(shade(style.backgroundColor), behind));
      }
      if (!e.matches('input:not([type=hidden]), select, textarea') || e.disabled || !seen(e)) continue;
      const style = getComputedStyle(e, !e.value && e.placeholder ? '::placeholder' : null);
      readable(faults, e, style, e.value || e.placeholder || '', style.color, ground(e));
    }
    return [...faults];
  };

  // structure judges what screen readers rely on.
  const structure = () => {
    const faults = [];
    const all = s => [...document.querySelectorAll(s)];
    if (!document.documentElement.lang) faults.push('the page does not say its language');
    if (!document.title.trim()) faults.push('the page has no title');
    if (all('h1').length !== 1) faults.push(`the page has ${all('h1').length} first headings`);
    if (all('script').length) faults.push('the page has a script');
    let level = 1;
    for (const h of all('h1, h2, h3, h4, h5, h6')) {
      const next = Number(h.localName[1]);
      if (next > level + 1) faults.push(`heading ${name(h)} leaves out a level`);
      level = next;
    }
    for (const e of all('img:not([alt])')) faults.push(`image ${e.getAttribute('src')} has no text`);
    for (const e of all('table')) {
      if (!e.caption) faults.push(`table ${name(e)} has no caption`);
      if (!e.querySelector('thead th[scope=col]')) faults.push(`table ${name(e)} has no header row`);
      for (const row of e.querySelectorAll('tbody tr')) {
        if (!row.querySelector('th[scope=row]')) { faults.push(`table ${name(e)} has a row without a header`); break; }
      }
    }
    for (const e of all('input:not([type=hidden]), select, textarea')) {
      if (!e.labels.length && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')) faults.push(`field ${e.name} has no label`);
    }
    return faults;
  };

  // fits tells what is wider than the screen. Boxes that scroll by themselves may be.
  const fits = width => {
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && !e.parentElement.closest('pre'));
    const last = wide.filter(e => ![...e.children].some(c => wide.includes(c)));
    return [`the page is ${document.documentElement.scrollWidth} px wide, ${width} fit: ${last.slice(0, 3).map(name).join(', ')}`];
  };

  // inspect does all of that, with what is folded away opened.
  const inspect = width => {
    for (const e of document.querySelectorAll('details')) e.open = true;
    return [...structure(), ...texts(), ...fits(width)];
  };

  // stops are what Tab must come to, in this order.
  const stops = () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }));

  // ring is what an element shows around itself.
  const ring = e => {
    const style = getComputedStyle(e);
    return { line: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), ink: style.outlineColor, shadow: style.boxShadow };
  };

  // marked tells whether an element shows that it has the focus, as it did not before.
  const marked = (e, before) => {
    const now = ring(e);
    if (getComputedStyle(e).outlineStyle === 'auto') return true; // the browser's own, in two colours
    if (now.shadow !== 'none' && now.shadow !== before.shadow) return true;
    const behind = ground(e.parentElement);
    return now.line >= 1 && before.line === 0 && behind !== null && contrast(over(shade(now.ink), behind), behind) >= 3;
  };

  // watch begins to note where the focus goes, and returns how many stops there are.
  let order, went, rings;
  const watch = () => {
    [order, went] = [stops(), []];
    rings = new Map(order.map(e => [e, ring(e)]));
    addEventListener('focusin', event => {
      const e = event.target, box = e.getBoundingClientRect();
      went.push({ e, marked: !rings.has(e) || marked(e, rings.get(e)), there: box.width > 1 && box.right > 0 && box.left < innerWidth });
    });
    return order.length;
  };

  // walked tells what was wrong with a walk of that many presses of Tab.
  const walked = presses => {
    const came = went.filter(w => rings.has(w.e)).slice(0, presses);
    const wrong = order.slice(0, presses).findIndex((e, i) => came[i]?.e !== e);
    const faults = wrong < 0 ? [] : [`Tab comes to ${came[wrong] ? name(came[wrong].e) : 'nothing'} where ${name(order[wrong])} is next`];
    for (const w of came) {
      if (!w.marked) faults.push(`${name(w.e)} does not show that it has the focus`);
      if (!w.there) faults.push(`${name(w.e)} has the focus and is not to be seen`);
    }
    return faults;
  };

  // skips tells whether the first stop leads past the navigation.
  const skips = () => order[0]?.matches('a[href^="#"]') ? [] : ['the first stop is no link past the navigation'];

  // skipped tells what is wrong after the first stop was followed and Tab pressed once
  // more.
  const skipped = () => {
    const main = document.querySelector('main'), first = order[0];
    if (location.hash !== first.hash || !main || document.querySelector(location.hash) !== main) return [`${name(first)} does not lead to the main part`];
    const next = order.find(e => main.contains(e));
    return next && document.activeElement !== next ? [`after ${name(first)} Tab comes to ${name(document.activeElement)}, not to ${name(next)}`] : [];
  };

  // printed tells what paper should not show: what is to be clicked, and dark grounds.
  const printed = width => {
    const faults = [...document.querySelectorAll('nav, form, .skip, .pager')].filter(e => e.checkVisibility()).map(e => `${name(e)} is printed`);
    if (light(ground(document.body)) < 0.9) faults.push('paper is printed dark');
    return [...faults, ...texts(), ...fits(width)];
  };

  // links are the addresses that the page leads to: those of links, and what its forms
  // ask for when they are sent as they are.
  const links = () => [...[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href), // of a drawing, a.href is no text
   
    ...[...document.forms].filter(f => f.method === 'get').map(f => `${f.action.split('?')[0]}?${new URLSearchParams(new FormData(f))}`)];

  return { inspect, watch, walked, skips, skipped, printed, links };
})();
undefined;
