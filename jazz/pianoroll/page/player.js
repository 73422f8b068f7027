// The clock: notes are given to the sound a little before they are due, on the clock of the audio hardware, as in
// Chris Wilson, "A tale of two clocks" (2013). Places are in ticks; `anchors` say at which time which tick is played,
// and a jump (a loop comes round) is an anchor in the near future.

const AHEAD = .15, AHEAD_HIDDEN = 1.6; // seconds; browsers wake a page that nobody sees but once a second
const EVERY = 30; // milliseconds between two looks ahead
const SOON = .06; // seconds from pressing play to the first note
const TAIL = 1.5; // seconds that the last notes have to die away

function makePlayer(tracks, length, tempo, openSound) {
  const events = tracks.flatMap((track, number) => track.notes.map((note) => ({ note, number })));
  events.sort((a, b) => a.note.start - b.note.start);
  const state = { playing: false, tempo, loop: false, from: 0, to: length };
  let sound = null, anchors = [], next = 0, place = 0, timer = 0, over = Infinity;

  const now = () => sound.context.currentTime;
  const speed = () => (state.tempo * PPQ) / 60; // ticks a second
  const firstFrom = (tick) => {
    const index = events.findIndex(({ note }) => note.start >= tick);
    return index < 0 ? events.length : index;
  };

  /** Where we are, in ticks. */
  function position() {
    if (!state.playing) return place;
    const anchor = anchors.findLast(({ time }) => time <= now()) ?? anchors[0];
    return Math.min(length, Math.max(anchor.tick, anchor.tick + (now() - anchor.time) * speed()));
  }

  async function play() {
    sound ??= openSound();
    state.playing = true;
    if (place >= length) place = 0;
    if (state.loop && (place < state.from || place >= state.to)) place = state.from;
    anchors = [{ time: Infinity, tick: place }];
    await sound.context.resume();
    if (!state.playing) return;
    begin(place);
    clearInterval(timer);
    timer = setInterval(look, EVERY);
  }

  function begin(tick) {
    sound.hush();
    anchors = [{ time: now() + SOON, tick }];
    next = firstFrom(tick);
    over = Infinity;
    look();
  }

  /** Give the sound all notes that are due soon. */
  function look() {
    const horizon = now() + (document.hidden ? AHEAD_HIDDEN : AHEAD);
    while (over === Infinity) {
      const { time, tick } = anchors.at(-1);
      const end = state.loop && tick < state.to ? state.to : length;
      const until = Math.min(end, tick + (horizon - time) * speed());
      for (; next < events.length && events[next].note.start < until; next++) {
        const { note, number } = events[next];
        const due = Math.max(now(), time + (note.start - tick) / speed());
        sound.play(number, note, due, (Math.min(note.end, end) - note.start) / speed());
      }
      if (until < end) break;
      const reached = time + (end - tick) / speed();
      if (state.loop) jump(reached, end);
      else over = reached + TAIL;
    }
    anchors.splice(0, anchors.findLastIndex(({ time }) => time <= now()));
    if (now() > over) stop();
  }

  function jump(time, from) {
    anchors.push({ time, tick: state.from, from });
    next = firstFrom(state.from);
  }

  function halt(tick) {
    clearInterval(timer);
    state.playing = false;
    place = tick;
    sound?.hush();
  }

  function pause() {
    halt(position());
  }

  function stop() {
    halt(state.loop ? state.from : 0);
  }

  function seek(tick) {
    place = Math.min(Math.max(0, tick), length);
    if (state.playing) begin(place);
  }

  /** Another tempo from now on; a jump that is already on its way comes when its bar is over. */
  function setTempo(tempo) {
    const here = position(), coming = state.playing ? anchors.filter(({ time }) => time > now()) : [];
    const running = state.playing && coming.length < anchors.length;
    state.tempo = tempo;
    if (!running) return;
    anchors = [{ time: now(), tick: here }];
    for (const { tick, from } of coming) {
      const { time, tick: start } = anchors.at(-1);
      anchors.push({ time: time + (from - start) / speed(), tick, from });
    }
  }

  function setLoop(loop, from, to) {
    Object.assign(state, { loop, from, to });
    if (state.playing && loop && (position() < from || position() >= to)) seek(from);
  }

  document.addEventListener("visibilitychange", () => state.playing && look());

  return { state, position, play, pause, stop, seek, setTempo, setLoop };
}
