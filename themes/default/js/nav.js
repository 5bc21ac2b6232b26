// Sidebar, drawer and outline follow the reader; ids that moved are followed to their new place.
(function (wence) {
  'use strict';

  /** Brings the current page into view inside the sidebar, without moving the page itself. */
  wence.sidebar = function () {
    var side = document.getElementById('w-side');
    if (!side) return;
    function show() {
      var current = side.querySelector('[aria-current]');
      if (!current) return;
      var top = current.getBoundingClientRect().top - side.getBoundingClientRect().top;
      if (top < 0 || top > side.clientHeight - 64) side.scrollTop += top - side.clientHeight / 3;
    }
    show();
    side.addEventListener('toggle', show);
    // A link to another place of the same page closes the drawer too.
    side.addEventListener('click', function (event) {
      if (event.target.closest('a') && side.matches(':popover-open')) side.hidePopover();
    });
  };

  /** Marks the outline's entry for the last heading that has passed under the bar. */
  wence.outline = function () {
    var links = Array.prototype.slice.call(document.querySelectorAll('.toc a'));
    if (!links.length || !window.IntersectionObserver) return;
    var headings = links.map(function (link) {
      try {
        return document.getElementById(decodeURIComponent(link.hash.slice(1)));
      } catch (error) {
        return null;
      }
    });
    var marked = null;
    function mark() {
      var bar = document.querySelector('.bar');
      var edge = (bar ? bar.offsetHeight : 0) + 48;
      var at = 0;
      headings.forEach(function (heading, index) {
        if (heading && heading.getBoundingClientRect().top < edge) at = index;
      });
      // The last sections of a page may never reach the bar.
      var doc = document.documentElement;
      if (window.scrollY > 0 && window.innerHeight + window.scrollY >= doc.scrollHeight - 2) at = links.length - 1;
      if (links[at] === marked) return;
      if (marked) marked.removeAttribute('aria-current');
      marked = links[at];
      marked.setAttribute('aria-current', 'true');
    }
    var observer = new IntersectionObserver(mark, { rootMargin: '-104px 0px -60% 0px', threshold: [0, 1] });
    headings.forEach(function (heading) {
      if (heading) observer.observe(heading);
    });
    window.addEventListener('scrollend', mark);
    mark();
  };

  /** `#old` of this page may live elsewhere now: the page carries a map of such ids. */
  wence.moved = function () {
    var map = document.getElementById('w-moved');
    if (!map) return;
    function follow() {
      try {
        var id = decodeURIComponent(location.hash.slice(1));
        var moved = JSON.parse(map.textContent);
        if (id && Object.prototype.hasOwnProperty.call(moved, id)) location.replace(moved[id]);
      } catch (error) {
        // A hash that is no UTF-8 names nothing of ours.
      }
    }
    follow();
    window.addEventListener('hashchange', follow);
  };
})(window.wence = window.wence || {});
