// Keeps the ticks of task lists: only those that differ from the author's, by page and by the item's text, so that an edit of
// one item leaves the others as they are. Needs js/store.js, js/page.js.
(function (wence) {
  'use strict';
  const { all, on, store, words } = wence;

  /** FNV-1a, 32 bits, over UTF-16 units (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>): enough for a page's items. */
  function hash(text) {
    let value = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    return (value >>> 0).toString(36);
  }

  wence.parts.tasks = () => {
    const seen = {};
    const boxes = all('.tasks input[type=checkbox]').map(box => {
      const key = hash(box.parentElement.textContent.trim().replace(/\s+/g, ' '));
      seen[key] = (seen[key] || 0) + 1;
      // The same words again in the same page are told apart by their number.
      return { box, key: key + (seen[key] > 1 ? '.' + seen[key] : '') };
    });
    if (!boxes.length) return;
    const differs = box => box.checked !== box.defaultChecked;

    // A list within a list has no button of its own.
    const lists = all('.tasks').filter(list => !list.parentElement.closest('.tasks'));
    const clearers = lists.map(list => {
      const inside = all('input', list);
      const clearer = wence.button(words.cleartasks, () => {
        for (const box of inside) box.checked = box.defaultChecked;
        inside[0].focus();
        save();
      }, 'btn clear-tasks');
      list.after(clearer);
      return () => {
        clearer.hidden = !inside.some(differs);
      };
    });
    const offer = () => clearers.forEach(look => look());

    function save() {
      const pages = store.get('task') || {};
      const page = {};
      for (const { box, key } of boxes) if (differs(box)) page[key] = Number(box.checked);
      if (Object.keys(page).length) pages[wence.path] = page;
      else delete pages[wence.path];
      store.set('task', pages);
      offer();
    }

    function restore() {
      const page = (store.get('task') || {})[wence.path] || {};
      for (const { box, key } of boxes) box.checked = key in page ? Boolean(page[key]) : box.defaultChecked;
      offer();
    }

    restore();
    store.watch('task', restore);
    for (const list of lists) on(list, 'change', save);
  };
})(window.wence);
