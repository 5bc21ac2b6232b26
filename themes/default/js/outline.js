// The outline beside the text marks the section being read. Needs js/elements.js.
(function (wence) {
  'use strict';

  // From the window's top, in CSS pixels: the bar and what stands clear of it after a jump.
  const UNDER_BAR = 104;

  wence.parts.outline = () => {
    const aside = document.querySelector('.toc');
    const links = wence.all('.toc li a');
    const headings = links.map(link => wence.target(link.hash));
    let tops = [];
    let marked;

    function mark() {
      const screen = innerHeight;
      const range = wence.root.scrollHeight - screen;
      // The last heading above a line is the one being read. The line is a little under the bar; over the last screen it sinks
      // to the foot of the window, so that short last sections get their turn. (Of a page that does not scroll it is NaN, and no
      // heading is above it.)
      const sunk = Math.max(0, 1 - (range - scrollY) / Math.min(screen, range));
      const line = scrollY + UNDER_BAR + (screen - UNDER_BAR) * sunk;
      let at = Math.max(0, tops.filter(top => top < line).length - 1);
      // One that was jumped to and cannot come up to the bar.
      const aimed = headings.indexOf(document.querySelector(':target'));
      if (aimed >= 0 && aimed < at && tops[aimed] >= scrollY) at = aimed;
      if (links[at] === marked) return;
      if (marked) marked.removeAttribute('aria-current');
      marked = links[at];
      marked.setAttribute('aria-current', 'true');
      wence.reveal(marked, aside);
    }

    if (!links.length) return;
    // Where the headings are is asked for when the text changes its size, never while it scrolls.
    new ResizeObserver(() => {
      tops = headings.map(heading => heading ? heading.getBoundingClientRect().top + scrollY : Infinity);
      mark();
    }).observe(document.querySelector('#w-main'));
    addEventListener('scroll', mark);
    addEventListener('hashchange', mark);
  };
})(window.wence);
