// Marks what was searched for on the page that was found, and goes to the first place inside the right section.
// Needs js/search/normalise.js, js/search/forgive.js, js/elements.js.
(function (wence) {
  'use strict';
  const { all, make, button, words, root } = wence;
  const { classOf, normalise, squeeze, units } = wence.searchText;

  const NAME = 'w-found';
  const MOST = 500;
  // What stands in the text but is not of it.
  const ASIDE = '.anchor, .code-tools, .mtoc, .crumbs, .resume, .slips, .pn, .foot, [role=tablist], [role=doc-noteref], .q-slip, .q-meta, .q-near, .q-foot, .q-tools, rt, rp, button, script, style, .vh';
  const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|rb|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)$/i;
  // The heading of a tab gives way to its label.
  const LABELLED = '[role=tabpanel] > :is(h1, h2, h3, h4, h5, h6):first-child';
  const noFolds = new Map();

  /** The page's text as one string, its blocks parted by line breaks; `nodes` in order, `starts` telling where each begins. */
  function read() {
    const nodes = [];
    const starts = [];
    let text = '';
    let last;
    const filter = node => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      if (node.matches(ASIDE)) return NodeFilter.FILTER_REJECT;
      return node.matches('br') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
    };
    const walker = document.createTreeWalker(document.querySelector('#w-main'), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, filter);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      let block = node.parentElement;
      while (INLINE.test(block.localName)) block = block.parentElement;
      if (block !== last || node.nodeType !== Node.TEXT_NODE) text += '\n';
      last = block;
      if (node.nodeType === Node.TEXT_NODE) {
        nodes.push(node);
        starts.push(text.length);
        text += node.data;
      }
    }
    return { nodes, starts, text };
  }

  /**
   * Where the section under the heading of this id begins and ends in the text; the whole text without one. A question's
   * section has all that stands under it, as in the index.
   */
  function sectionOf({ nodes, starts, text }, target) {
    const headings = all('#w-main :is(h1, h2, h3, h4, h5, h6)');
    const placeOf = heading => starts[nodes.findIndex(node => heading.contains(node))];
    const at = target ? headings.findIndex(heading => heading === target || heading.contains(target)) : 0;
    if (at < 0) return [0, text.length];
    const { localName, classList } = headings[at] || root;
    const isNext = heading => !classList.contains('question') || heading.localName <= localName;
    const next = headings.slice(at + 1).filter(isNext).map(placeOf).find(place => place !== undefined);
    return [placeOf(headings[at]) || 0, next === undefined ? text.length : next];
  }

  /** What to look for, in three steps from the whole to its pieces; the engine tells hits by the same. */
  function needles(query) {
    const normal = normalise(query, noFolds).trim();
    const found = units(normal);
    const pieces = found.flatMap(({ wide, text }) => {
      const characters = Array.from(text);
      if (!wide) return [text.length > 3 ? wence.searchForgive.stem(text) : text];
      return characters.length < 2 ? characters : characters.slice(1).map((character, at) => characters[at] + character);
    });
    return [normal.split(/[\s,;?!。、]+/).map(part => squeeze(part).text).filter(Boolean), found.map(unit => unit.text), pieces];
  }

  /** Stretches of the text between two places that hold one of `wanted`: sorted and apart. */
  function stretches(text, from, to, wanted) {
    const map = [];
    const original = text.slice(from, to);
    const squeezed = squeeze(normalise(original, noFolds, map), map);
    const isWord = code => classOf(code) === 'w';
    const found = [];
    for (const needle of wanted) {
      const opensWord = isWord(needle.codePointAt(0));
      for (let at = squeezed.text.indexOf(needle); at >= 0 && found.length < MOST; at = squeezed.text.indexOf(needle, at + 1)) {
        const isInside = opensWord && at > 0 && squeezed.text[at - 1] !== '_' && isWord(squeezed.text.charCodeAt(at - 1));
        if (!isInside) {
          const last = squeezed.places[at + needle.length - 1];
          found.push([from + squeezed.places[at], from + last + (original.codePointAt(last) > 0xffff ? 2 : 1)]);
        }
      }
    }
    return found.sort((a, b) => a[0] - b[0]).reduce((list, one) => {
      const before = list[list.length - 1];
      if (before && one[0] <= before[1]) before[1] = Math.max(before[1], one[1]);
      else list.push(one);
      return list;
    }, []);
  }

  /** The range of the document that is a stretch of the text. */
  function rangeOf({ nodes, starts }, [from, to]) {
    const nodeAt = place => {
      let at = 0;
      for (let high = nodes.length; high - at > 1;) {
        const middle = (at + high) >> 1;
        if (starts[middle] <= place) at = middle;
        else high = middle;
      }
      return at;
    };
    const first = nodeAt(from);
    const last = nodeAt(to - 1);
    const range = document.createRange();
    range.setStart(nodes[first], from - starts[first]);
    range.setEnd(nodes[last], Math.min(to - starts[last], nodes[last].length));
    return range;
  }

  /** Paints ranges; gives what takes the paint off. */
  function paint(ranges) {
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.set(NAME, new Highlight(...ranges));
      return () => CSS.highlights.delete(NAME);
    }
    // From the end, so that the places of those before stay.
    const marks = ranges.reverse().flatMap(range => {
      const { startContainer, startOffset, endContainer, endOffset, commonAncestorContainer } = range;
      const parent = commonAncestorContainer.nodeType === Node.TEXT_NODE ? commonAncestorContainer.parentNode : commonAncestorContainer;
      const walker = document.createTreeWalker(parent, NodeFilter.SHOW_TEXT);
      const pieces = [];
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (range.intersectsNode(node) && !node.parentElement.closest(ASIDE)) {
          pieces.push([node, node === startContainer ? startOffset : 0, node === endContainer ? endOffset : node.length]);
        }
      }
      return pieces.filter(([node, from, to]) => to > from && node.data.trim()).map(([node, from, to]) => {
        const piece = node.splitText(from);
        piece.splitText(to - from);
        const mark = make('mark', { className: 'found' });
        piece.replaceWith(mark);
        mark.append(piece);
        return mark;
      });
    });
    return () => marks.forEach(mark => {
      const { parentNode } = mark;
      mark.replaceWith(...mark.childNodes);
      parentNode.normalize();
    });
  }

  /** Opens the folds and tabs that hold a node. */
  function unfold(node) {
    for (let element = node.parentElement; element; element = element.parentElement) {
      if (element.localName === 'details') element.open = true;
      // js/tabs.js takes it for a find of the browser's own.
      if (element.hidden) element.dispatchEvent(new Event('beforematch', { bubbles: true }));
    }
  }

  /** Goes to the section if that shows the first range that can be seen, else to this range; nowhere if the reader has gone on. */
  function goTo(ranges, heading) {
    const first = ranges.find(range => {
      unfold(range.startContainer);
      return range.getClientRects().length && !range.startContainer.parentElement.closest(LABELLED);
    });
    const [visit] = performance.getEntriesByType('navigation');
    if (!first || (visit && visit.type !== 'navigate')) return;
    const { top, bottom, left, right } = first.getBoundingClientRect();
    let box = first.startContainer.parentElement;
    while (box !== root && box.scrollWidth <= box.clientWidth + 1) box = box.parentElement;
    const frame = box.getBoundingClientRect();
    if (box !== root && (left < frame.left || right > frame.right)) box.scrollLeft += left - frame.left - box.clientWidth / 3;
    // The browser may still be on its way to the section.
    const shown = heading && (heading.matches(LABELLED) ? heading.closest('.tabs') : heading);
    const start = shown ? shown.getBoundingClientRect().top : -scrollY;
    const padding = parseFloat(getComputedStyle(root).scrollPaddingTop) || 0;
    if (start < -1) return;
    const fits = padding + bottom - start < innerHeight - padding;
    scrollBy({ top: fits ? start - padding : top - Math.max(padding, innerHeight / 3), behavior: 'instant' });
  }

  /** Marks what the address asks for. */
  wence.mark = () => {
    const steps = needles(new URLSearchParams(location.search).get('q'));
    const content = read();
    const heading = location.hash ? wence.target(location.hash) : null;
    const [from, to] = sectionOf(content, heading);
    const find = (start, end, wanted) => stretches(content.text, start, end, wanted);
    const step = steps.find(wanted => find(from, to, wanted).length) || steps[0];
    const here = find(from, to, step);
    // Pieces far from what was found would mean nothing.
    const elsewhere = step === steps[2] ? [] : [...find(0, from, step), ...find(to, content.text.length, step)];
    const ranges = [...here, ...elsewhere].map(stretch => rangeOf(content, stretch));
    if (!ranges.length) return;
    goTo(ranges.slice(0, here.length), heading);
    const unpaint = paint(ranges);
    const clear = button(words.unmark, () => {
      unpaint();
      clear.remove();
      document.querySelector('#w-main').focus({ preventScroll: true });
      try {
        const address = new URL(location.href);
        address.searchParams.delete('q');
        history.replaceState(history.state, '', address);
      } catch (error) {
        // Not from everywhere: then the address stays as it is.
      }
    }, 'btn find-unmark');
    document.body.append(clear);
  };
})(window.wence);
