/* Reading a page aloud (読み上げ) with the browser's own Japanese voice, sentence by sentence.
   The sentence being read is marked with the CSS highlight "reading"; readings above kanji (<rt>) are not read twice.
   The buttons stay hidden where there is no speech. */

(() => {
  "use strict";

  const group = document.querySelector("[data-read-aloud]");
  const synthesis = window.speechSynthesis;
  if (!group || !synthesis || !window.SpeechSynthesisUtterance) return;

  const button = Object.fromEntries([...group.querySelectorAll("[data-read]")].map((b) => [b.dataset.read, b]));
  const BLOCKS = "h1, h2, h3, h4, h5, p, li, dt, dd, th, td, caption, figcaption, summary, legend, label, address";
  // Forms are passed over, but for those whose questions are to be read (data-readable).
  const SKIPPED =
    "rt, rp, script, style, nav, form:not([data-readable]), [data-readable] :is(button, textarea, select), dialog, svg, noscript, [hidden], [aria-hidden=true], .visually-hidden";
  // A sentence ends after 。！？ and closing brackets, or after 180 letters: engines stop at long utterances.
  const SENTENCE = /[^。！？!?\n]{1,180}[。！？!?」』）)]*/g;

  let queue = [];
  let position = 0;

  /* The visible text below a block as [{node, start}] with the whole string, without nested blocks. */
  const textOf = (block) => {
    const parts = [];
    let text = "";
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.matches(SKIPPED) || node.matches(BLOCKS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    });
    while (walker.nextNode()) {
      parts.push({ node: walker.currentNode, start: text.length });
      text += walker.currentNode.data;
    }
    return { parts, text };
  };

  const pointAt = (parts, offset) => {
    const part = parts.findLast((candidate) => candidate.start <= offset);
    return [part.node, Math.min(offset - part.start, part.node.length)];
  };

  const sentencesOf = (block) => {
    const { parts, text } = textOf(block);
    return [...text.matchAll(SENTENCE)]
      .map((match) => ({ match, words: match[0].replace(/\s+/g, " ").trim() }))
      .filter(({ words }) => /[\p{L}\p{N}]/u.test(words))
      .map(({ match, words }) => {
        const range = document.createRange();
        const lead = match[0].length - match[0].trimStart().length;
        range.setStart(...pointAt(parts, match.index + lead));
        range.setEnd(...pointAt(parts, match.index + match[0].trimEnd().length));
        return { words, range, block };
      });
  };

  const collect = () =>
    [...document.querySelectorAll(`#main :is(${BLOCKS})`)]
      .filter((block) => !block.closest(SKIPPED) && block.checkVisibility())
      .flatMap(sentencesOf);

  const mark = (sentence) => {
    if (window.CSS?.highlights) {
      CSS.highlights.delete("reading");
      if (sentence) CSS.highlights.set("reading", new Highlight(sentence.range));
    }
    if (!sentence) return;
    const box = sentence.range.getBoundingClientRect();
    if (box.top < 60 || box.bottom > window.innerHeight - 60) sentence.block.scrollIntoView({ block: "center" });
  };

  const show = (reading) => {
    button.start.hidden = reading;
    button.pause.hidden = button.stop.hidden = !reading;
    button.pause.setAttribute("aria-pressed", "false");
  };

  const stop = () => {
    const hadFocus = group.contains(document.activeElement);
    queue = [];
    synthesis.cancel();
    mark(null);
    show(false);
    if (hadFocus) button.start.focus();
  };

  const speak = () => {
    const sentence = queue[position];
    if (!sentence) return stop();
    const utterance = new SpeechSynthesisUtterance(sentence.words);
    const voices = synthesis.getVoices().filter((voice) => voice.lang.replace("_", "-").startsWith("ja"));
    utterance.lang = "ja-JP";
    utterance.voice = voices.find((voice) => voice.localService) ?? voices[0] ?? null;
    utterance.onstart = () => mark(sentence);
    utterance.onend = () => {
      if (queue[position] !== sentence) return; // paused, stopped, or started again from the top
      position += 1;
      speak();
    };
    utterance.onerror = (event) => {
      if (!["canceled", "interrupted"].includes(event.error)) stop();
    };
    synthesis.speak(utterance);
  };

  const start = () => {
    synthesis.cancel();
    queue = collect();
    position = 0;
    if (!queue.length) return;
    show(true);
    button.pause.focus();
    speak();
  };

  const pause = () => {
    const paused = button.pause.getAttribute("aria-pressed") !== "true";
    button.pause.setAttribute("aria-pressed", String(paused));
    // Some Android voices cannot pause: stopping at the sentence and saying it again works everywhere.
    if (paused) {
      queue[position] = { ...queue[position] };
      synthesis.cancel();
    } else {
      speak();
    }
  };

  button.start.addEventListener("click", start);
  button.pause.addEventListener("click", pause);
  button.stop.addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && queue.length) stop();
  });
  group.hidden = false;
})();
