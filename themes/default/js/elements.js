// Finding and making elements, and the table of parts that js/main.js starts. Needs nothing; stands first.
(function (wence) {
  'use strict';

  /** What js/main.js runs, by name, in the order of the files. */
  wence.parts = {};

  wence.root = document.documentElement;

  /** Whether the browser has popovers: what hangs over the page falls back to something plainer without. */
  wence.hasPopover = 'popover' in wence.root;

  /** All elements below `within`, or of the page, that the selector finds, as an array. */
  wence.all = (selector, within) => [...(within || document).querySelectorAll(selector)];


  /** Gives an element these properties; where there is no such property, they become attributes. */
  wence.set = (element, properties) => {
    for (const name in properties) {
      if (name in element) element[name] = properties[name];
      else element.setAttribute(name, properties[name]);
    }
    return element;
  };

  /** An element with these properties and children: elements or text. */
  wence.make = (tag, properties, ...children) => {
    const element = wence.set(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /** A field of this type with its words. */
  wence.field = (type, properties, text) => wence.make('label', {}, wence.make('input', { type, ...properties }), text);

  wence.button = (text, onclick, className) => wence.make('button', { type: 'button', className: className || 'btn', onclick }, text);

  /** Text without its percent-encoding; as it is if that is broken. */
  wence.decode = text => {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text;
    }
  };

  /** The element that a fragment, `#` and all, names; null without one. */
  wence.target = hash => document.getElementById(wence.decode(hash.slice(1)));

  /** What a click asks for in the usual way: the nearest element that the selector finds; nothing for new tabs and the like. */
  wence.clicked = (event, selector) => {
    const isOther = event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    return !isOther && event.target.closest(selector);
  };

  /** Scrolls `frame`, and nothing around it, until `item` is well inside. */
  wence.reveal = (item, frame) => {
    const top = item.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (top < 32 || top > frame.clientHeight - 64) frame.scrollTop += top - frame.clientHeight / 3;
  };
})(window.wence = window.wence || {});
