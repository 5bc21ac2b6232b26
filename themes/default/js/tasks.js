// Keeps the ticks of task lists: only those that differ from the author's, by page and by the item's text, so that an edit of
// one item leaves the others as they are. Needs js/store.js, js/page.js.
(function (wence) {
  'use strict';
  const { all, store, words } = wence;

  /** FNV-1a, 32 bits, over UTF-16 units (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>): enough for a page's items. */
  function hash(text) {
    let value = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    return (value >>> 0).toString(36);
  }

  wence.parts.tasks = () => {
    const seen = {};
    const boxes = all('.tasks input[type=checkbox]').map(box => {
      const key = hash(box.parentElement.textContent.replace(/\s+/g, ''));
      seen[key] = (seen[key] || 0) + 1;
      // The same words again in the same page are told apart by their number.
      return { box, key: key + (seen[key] > 1 ? '.' + seen[key] : '') };
    });
    const differs = box => box.checked !== box.defaultChecked;
    // A list within a list has no button of its own.
    const lists = all('.tasks').filter(list => !list.parentElement.closest('.tasks'));

    /** Shows the button of each list that differs from the author's. */
    function offer() {
      for (const list of lists) list.nextSibling.hidden = !all('input', list).some(differs);
    }

    function save() {
      const pages = store.get('task') || {};
      const page = {};
      for (const { box, key } of boxes) if (differs(box)) page[key] = Number(box.checked);
      pages[wence.path] = Object.keys(page).length ? page : undefined;
      store.set('task', pages);
      offer();
    }

    function restore() {
      const page = (store.get('task') || {})[wence.path] || {};
      for (const { box, key } of boxes) box.checked = key in page ? Boolean(page[key]) : box.defaultChecked;
      offer();
    }

    for (const list of lists) {
      list.addEventListener('change', save);
      list.after(wence.button(words.cleartasks, () => {
        for (const box of all('input', list)) box.checked = box.defaultChecked;
        list.querySelector('input').focus();
        save();
      }, 'btn clear-tasks'));
    }
    restore();
    store.watch('task', restore);
  };
})(window.wence);
