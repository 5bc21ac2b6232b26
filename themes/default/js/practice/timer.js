// The clock of an answer: down from the time suggested, then up. It has no sound, waits while the page is hidden, and can be left
// out. Needs js/status.js.
(function (wence) {
  'use strict';
  const digits = seconds => Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');

  /** What the clock shows with so many seconds to go: `1:05`, and `+0:12` past the end. */
  const face = left => (left < 0 ? '+' + digits(-left) : digits(left));

  /**
   * A clock over `seconds` of which some have been used. `show(text, left, isRunning)` is called whenever it may show something
   * else; `cues` has what is said at `half`, with `ten` seconds to go, and when the time is `up`.
   */
  function start(seconds, used, show, cues) {
    const said = { [Math.floor(seconds / 2)]: cues.half, 10: cues.ten, 0: cues.up };
    let before = used * 1000;
    let since = 0;
    let ticking;
    let shown;
    const elapsed = () => before + (since && performance.now() - since);
    const took = () => Math.round(elapsed() / 1000);

    function tick() {
      const left = seconds - Math.floor(elapsed() / 1000);
      // The first showing is where it starts from, not where it comes to.
      if (since && left < shown && said[left]) wence.say(said[left]);
      shown = left;
      show(face(left), left, Boolean(since));
    }

    function pause() {
      before = elapsed();
      since = 0;
      clearInterval(ticking);
      tick();
    }

    function run() {
      since = performance.now();
      ticking = setInterval(tick, 250);
      tick();
    }

    function hide() {
      if (document.hidden && since) pause();
    }

    document.addEventListener('visibilitychange', hide);
    tick();
    return {
      run, pause, took,
      isRunning: () => Boolean(since),
      /** Stops it for good; answers the seconds used. */
      end: () => {
        document.removeEventListener('visibilitychange', hide);
        if (since) pause();
        return took();
      }
    };
  }

  wence.timer = { digits, face, start };
})(window.wence);
