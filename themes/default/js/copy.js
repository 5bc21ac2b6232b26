// Puts text on the clipboard. Needs js/elements.js, js/status.js.
(function (wence) {
  'use strict';

  /**
   * Copies a text. If that worked, says so, calls `show` with true, and with false after a while.
   * The second way is for plain http and for browsers that refuse the clipboard to pages opened from a folder.
   */
  wence.copy = (text, show) => {
    const done = () => {
      wence.say(wence.words.copied);
      show(true);
      setTimeout(show, 1600, false);
    };
    const byHand = () => {
      const focused = document.activeElement;
      const area = wence.make('textarea', { value: text, readOnly: true, className: 'vh' });
      document.body.append(area);
      area.select();
      if (document.execCommand('copy')) done();
      area.remove();
      focused.focus({ preventScroll: true });
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  };
})(window.wence);
