// Records the reader's own voice, to be listened to on this page. It is never sent and never stored: it goes with the round.
// Needs js/elements.js, js/status.js.
(function (wence) {
  'use strict';
  const { words } = wence;

  /** Why there is no recording, by the name of the browser's error. */
  const reasons = { NotAllowedError: 'voice_refused', SecurityError: 'voice_refused', NotFoundError: 'voice_no_microphone' };

  /** Asks for the microphone and records; promises what stops it and the address of what was said: `{stop, said}`. */
  async function record() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const release = () => stream.getTracks().forEach(track => track.stop());
    try {
      const recorder = new MediaRecorder(stream);
      const pieces = [];
      recorder.ondataavailable = event => pieces.push(event.data);
      const said = new Promise((resolve, reject) => {
        recorder.onstop = () => resolve(URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType })));
        recorder.onerror = () => reject(new Error('recording failed'));
      }).finally(release);
      recorder.start();
      return { said, stop: () => recorder.state === 'inactive' || recorder.stop() };
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * The button and player within `box`. `show(visit)` shows what was recorded on a visit and ends what is going on, `toggle(visit)`
   * starts and stops; the address is kept as the visit's `voice`. `started` runs when the microphone is open.
   */
  wence.voice = (box, started) => {
    const [button, line, player] = ['[data-do=voice]', '.practice-voice-said', 'audio'].map(selector => box.querySelector(selector));
    // What is asked for or going on: its visit, and `stop` once there is something to stop.
    let going = null;
    let shown;

    function show(text) {
      button.setAttribute('aria-pressed', Boolean(going));
      button.textContent = going ? words.voice_stop : words.voice;
      line.textContent = text;
      player.hidden = Boolean(going) || !shown.voice;
      if (shown.voice && player.src !== shown.voice) player.src = shown.voice;
    }

    function stop() {
      if (going && going.stop) going.stop();
      going = null;
    }

    async function start(visit) {
      const own = going = {};
      let text = words.voice_kept;
      show(words.voice_asks);
      try {
        const { said, stop: end } = await record();
        if (going === own) {
          own.stop = end;
          show(words.voice_on);
          started();
        } else {
          // Meanwhile it was called off.
          end();
        }
        const address = await said;
        if (visit.voice) URL.revokeObjectURL(visit.voice);
        visit.voice = address;
      } catch (error) {
        text = words[reasons[error.name] || 'voice_missing'];
      }
      if (going === own) going = null;
      if (shown !== visit || going) return;
      show(text);
      wence.say(text);
    }

    // Space and digits in the player are the player's.
    player.onkeydown = event => event.stopPropagation();

    return {
      show: visit => {
        player.pause();
        stop();
        shown = visit;
        show('');
      },
      stop,
      toggle: visit => {
        shown = visit;
        if (going) {
          stop();
          show('');
        } else {
          start(visit);
        }
      }
    };
  };
})(window.wence);
