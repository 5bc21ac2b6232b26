// Buttons of code blocks: copy, and show the lines that a block keeps back.
(function (wence) {
  'use strict';

  function button(text) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'btn';
    made.textContent = text;
    return made;
  }

  /** Copies text; calls `done` if it worked. The second way is for file:// and plain http. */
  function copy(text, done) {
    function byHand() {
      var area = document.createElement('textarea');
      area.value = text;
      area.setAttribute('readonly', '');
      area.className = 'skip';
      document.body.appendChild(area);
      area.select();
      var worked = false;
      try {
        worked = document.execCommand('copy');
      } catch (error) {
        // Refused: the text stays selected nowhere and nothing is said.
      }
      area.remove();
      if (worked) done();
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }

  wence.code = function () {
    var words = document.body.dataset;
    var status = null;
    document.querySelectorAll('.code').forEach(function (block) {
      var pre = block.querySelector('pre');
      if (!pre) return;
      var tools = document.createElement('div');
      tools.className = 'code-tools';
      var hidden = pre.querySelector('.hidden-line');
      if (hidden) {
        var toggle = button(words.show);
        toggle.setAttribute('aria-pressed', 'false');
        toggle.addEventListener('click', function () {
          var shown = block.classList.toggle('show-hidden');
          toggle.setAttribute('aria-pressed', String(shown));
        });
        tools.appendChild(toggle);
      }
      var copier = button(words.copy);
      var timer;
      copier.addEventListener('click', function () {
        copy(pre.textContent.replace(/\n$/, ''), function () {
          if (!status) {
            status = document.createElement('p');
            status.className = 'vh';
            status.setAttribute('role', 'status');
            document.body.appendChild(status);
          }
          status.textContent = '';
          copier.textContent = status.textContent = words.copied;
          clearTimeout(timer);
          timer = setTimeout(function () {
            copier.textContent = words.copy;
            status.textContent = '';
          }, 1600);
        });
      });
      tools.appendChild(copier);
      (block.querySelector('.code-head') || block).appendChild(tools);
      // What scrolls must be reachable by keyboard.
      if (pre.scrollWidth > pre.clientWidth) {
        pre.tabIndex = 0;
        pre.setAttribute('role', 'region');
        pre.setAttribute('aria-label', words.code);
      }
    });
  };
})(window.wence = window.wence || {});
