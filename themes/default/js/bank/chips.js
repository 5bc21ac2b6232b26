// The facets' buttons (templates/parts/facets.html) and the field beside them: what is pressed is the choice. Needs
// js/bank/filter.js, js/elements.js.
(function (wence) {
  'use strict';
  const { all, filter } = wence;

  /**
   * Brings the chips within `box` to life. `changed(choice, typed)` runs after each change by hand; `typed` if it was in the text.
   * Answers `show(choice, counts)`, which makes the chips say this.
   */
  wence.chips = (box, changed) => {
    const chips = all('.chip', box);
    const field = box.querySelector('input[type=search]');
    const sort = box.querySelector('select[name=sort]');
    let choice = filter.nothing();

    for (const chip of chips) {
      const { facet, value } = chip.dataset;
      chip.disabled = false;
      chip.onclick = () => {
        const others = choice[facet].filter(one => one !== value);
        choice[facet] = others.length < choice[facet].length ? others : [...others, value];
        changed(choice);
      };
    }

    if (sort) {
      sort.disabled = false;
      sort.onchange = () => {
        choice.sort = sort.value;
        changed(choice);
      };
    }

    if (field) {
      let waiting;
      const take = () => {
        clearTimeout(waiting);
        if (choice.text === field.value) return;
        choice.text = field.value;
        changed(choice, true);
      };
      field.disabled = false;
      // What an input method composes is no text yet; Safari sends its last key after the end, and nothing here listens to keys.
      field.oninput = event => {
        clearTimeout(waiting);
        if (!event.isComposing) waiting = setTimeout(take, 40);
      };
      field.addEventListener('compositionend', take);
    }

    return (shown, counts) => {
      choice = { ...shown };
      for (const chip of chips) {
        const { facet, value } = chip.dataset;
        const count = counts[facet + '=' + value] || 0;
        chip.setAttribute('aria-pressed', choice[facet].includes(value));
        chip.classList.toggle('is-empty', !count);
        chip.querySelector('small').textContent = count;
      }
      const n = chips.filter(({ dataset: { facet, value } }) => choice[facet].includes(value)).length;
      for (const mark of all('.facets-n', box)) mark.textContent = n || '';
      if (sort) sort.value = choice.sort;
      // While one types, the field is ahead of what is shown.
      if (field && document.activeElement !== field) field.value = choice.text;
    };
  };
})(window.wence);
