// The piano roll: systems of a few bars, one under the other; chords above, the solo, and in grey the band.

const SIDE = 44, CHORDS = 44; // pixels left of the first bar, above the solo
const BAND_SEMITONE = 1.8, DRUM_LINE = 10, GAP = 8;
const SPARE = 2, NARROWEST = 18; // semitones around the solo's notes, and at least in its lane
const BLACK_KEYS = [1, 3, 6, 8, 10];
const SOFT = 30, LOUD = 115, FAINTEST = .65; // velocities drawn at the least and the most opacity
const LETTER = 10; // pixels of a letter of a chord, about

/** Add an SVG element to another. */
function make(parent, tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function extent(notes, spare, narrowest) {
  const pitches = notes.map((note) => note.pitch);
  const low = Math.min(...pitches) - spare, high = Math.max(...pitches) + spare;
  const more = Math.max(0, narrowest - (high - low));
  return { low: low - Math.floor(more / 2), high: high + Math.ceil(more / 2) };
}

/** Where everything stands in a system as wide as its place; pixels, y downward from the system's top. */
function layOut(music, tracks, width) {
  const bars = Math.min(music.bars, width < 560 ? 2 : 4);
  const semitone = width < 560 ? 5 : 6.5;
  const solo = tracks.filter((track) => track.roles), band = tracks.filter((track) => !track.roles);
  const pitched = band.filter((track) => !track.isDrums).flatMap((track) => track.notes);
  const hit = new Set(band.filter((track) => track.isDrums).flatMap((track) => track.notes.map((note) => note.pitch)));
  const drums = music.drums.filter(([, pitches]) => pitches.some((pitch) => hit.has(pitch)));

  let top = CHORDS;
  const lane = ({ low, high }, tall) => {
    const foot = top + (high - low + 1) * tall;
    const made = { low, high, tall, top, foot, y: (pitch) => foot - (pitch - low + 1) * tall };
    top = foot + GAP;
    return made;
  };
  const lanes = {
    solo: lane(extent(solo.length ? solo[0].notes : [{ pitch: 60 }, { pitch: 72 }], SPARE, NARROWEST), semitone),
    band: pitched.length ? lane(extent(pitched, 0, 0), BAND_SEMITONE) : null,
    drums: drums.length ? lane({ low: 1, high: drums.length }, DRUM_LINE) : null,
  };
  const pixel = (width - SIDE - 2) / (bars * music.bar);
  return { bars, width, pixel, lanes, drums, height: top, systems: Math.ceil(music.bars / bars), ticks: bars * music.bar };
}

/** Draw the roll into `place`. Returns what moves: `follow(tick, playing)`, `choose(from, to)`, `silence(track, is)`, `tickAt`. */
function draw(place, music, tracks) {
  const page = layOut(music, tracks, place.clientWidth);
  const systems = Array.from({ length: page.systems }, (_, index) => drawSystem(index));
  const chords = drawWords();
  tracks.forEach(drawNotes);
  const soloist = tracks.find((track) => track.roles);
  const head = make(systems[0].svg, "line", { class: "head", y1: CHORDS - 22, y2: page.height - GAP });
  place.replaceChildren(...systems.map((system) => system.svg));
  let seen = { chord: null, note: null, system: 0 };

  function x(tick) {
    return SIDE + (tick % page.ticks) * page.pixel;
  }

  function drawSystem(index) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const start = index * page.ticks, end = Math.min(start + page.ticks, music.bars * music.bar);
    const right = SIDE + (end - start) * page.pixel, { solo } = page.lanes, foot = page.height - GAP;
    const names = music.chords.filter(([tick]) => tick >= start && tick < end).map(([, name]) => name);
    const label = `Bars ${index * page.bars + 1} to ${end / music.bar}: ${names.join(", ")}`;
    const viewBox = `0 0 ${page.width} ${page.height}`;
    for (const [name, value] of Object.entries({ class: "system", role: "img", "aria-label": label, viewBox }))
      svg.setAttribute(name, value);
    svg.dataset.start = start;
    for (let pitch = solo.low; pitch <= solo.high; pitch++) {
      const y = solo.y(pitch);
      if (BLACK_KEYS.includes(pitch % 12))
        make(svg, "rect", { class: "key", x: SIDE, y, width: right - SIDE, height: solo.tall });
      if ([0, 4, 7].includes(pitch % 12)) make(svg, "text", { class: "side", x: SIDE - 5, y: y + solo.tall / 2 }, name(pitch));
    }
    const chosen = make(svg, "rect", { class: "chosen", y: 0, height: foot, width: 0 });
    for (let tick = start; tick <= end; tick += music.bar / music.beats) {
      const at = SIDE + (tick - start) * page.pixel;
      make(svg, "line", { class: tick % music.bar ? "beat" : "bar", x1: at, x2: at, y1: solo.top, y2: foot });
    }
    for (const y of [solo.top, solo.foot, foot]) make(svg, "line", { class: "beat", x1: SIDE, x2: right, y1: y, y2: y });
    page.drums.forEach(([word], line) => {
      make(svg, "text", { class: "side", x: SIDE - 5, y: page.lanes.drums.top + (line + 0.5) * DRUM_LINE }, word);
    });
    for (const track of tracks.filter((track) => !track.roles && !track.isDrums)) {
      const middle = track.notes.map((note) => note.pitch).sort((a, b) => a - b)[track.notes.length >> 1];
      make(svg, "text", { class: "side", x: SIDE - 5, y: page.lanes.band.y(middle) }, track.name.split(" ").at(-1).toLowerCase());
    }
    return { svg, start, end, chosen };
  }

  function name(pitch) {
    return `${music.names[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
  }

  function systemAt(tick) {
    return systems[Math.min(Math.floor(tick / page.ticks), systems.length - 1)];
  }

  function drawWords() {
    for (let bar = 0; bar < music.bars; bar++) {
      const tick = bar * music.bar;
      make(systemAt(tick).svg, "text", { class: "small", x: x(tick) + 3, y: CHORDS - 26 }, bar + 1);
    }
    for (const [tick, word] of music.sections) {
      const { svg } = systemAt(tick), left = x(tick) + 20;
      const text = make(svg, "text", { class: "section", x: left + 5, y: CHORDS - 27 }, word);
      make(svg, "rect", { class: "frame", x: left, y: CHORDS - 39, width: 10 + 7 * word.length, height: 16 });
      svg.append(text);
    }
    return music.chords.map(([tick, word], index) => {
      const until = music.chords[index + 1]?.[0] ?? systemAt(tick).end;
      const text = make(systemAt(tick).svg, "text", { class: "chord", x: x(tick) + 3, y: CHORDS - 8 }, word);
      squeeze(text, word, (Math.min(until, systemAt(tick).end) - tick) * page.pixel - 6);
      return { tick, word, text };
    });
  }

  function squeeze(text, word, room) {
    if (word.length * LETTER <= room) return;
    text.setAttribute("textLength", room);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }

  function drawNotes(track, number) {
    track.rects = [];
    const groups = systems.map((system) => make(system.svg, "g", { class: track.roles ? "solo" : "band" }));
    track.groups = groups;
    track.notes.forEach((note, index) => {
      const { y, tall } = placeOf(track, note);
      if (y === null) return;
      const end = track.isDrums ? note.start + music.bar / 48 : note.end;
      for (let start = note.start; start < end; ) {
        const system = Math.floor(start / page.ticks), until = Math.min(end, (system + 1) * page.ticks);
        if (system >= groups.length) break;
        const rect = make(groups[system], "rect", {
          x: x(start), y, width: Math.max(1.5, (until - start) * page.pixel - 0.5), height: tall, rx: Math.min(2, tall / 3),
          "fill-opacity": opacity(note.velocity), "data-note": `${number}:${index}`,
        });
        if (track.roles) describe(rect, track.roles[index], note);
        if (start === note.start) track.rects[index] = rect;
        start = until;
      }
    });
  }

  function placeOf(track, note) {
    const { solo, band, drums } = page.lanes;
    if (track.roles) return { y: solo.y(note.pitch), tall: solo.tall - 0.5 };
    if (!track.isDrums) return { y: band.y(note.pitch), tall: BAND_SEMITONE };
    const line = page.drums.findIndex(([, pitches]) => pitches.includes(note.pitch));
    return { y: line < 0 ? drums.foot - DRUM_LINE : drums.top + line * DRUM_LINE + 1, tall: DRUM_LINE - 2 };
  }

  function describe(rect, letter, note) {
    const [, meaning, colour] = music.roles.find(([role]) => role === letter);
    rect.setAttribute("fill", colour);
    make(rect, "title", {}, `${name(note.pitch)}, ${meaning}`);
  }

  function opacity(velocity) {
    return (FAINTEST + (1 - FAINTEST) * Math.min(1, Math.max(0, (velocity - SOFT) / (LOUD - SOFT)))).toFixed(2);
  }

  /** Move the playhead, and mark the chord and the note of the solo that sound. */
  function follow(tick, playing) {
    const system = systemAt(tick), at = x(Math.min(tick, music.bars * music.bar - 1));
    if (head.parentNode !== system.svg) {
      system.svg.append(head);
      if (playing) system.svg.scrollIntoView({ block: "nearest" });
    }
    head.setAttribute("x1", at);
    head.setAttribute("x2", at);
    const chord = chords.findLast((each) => each.tick <= tick) ?? chords[0];
    const index = soloist ? soloist.notes.findLastIndex((note) => note.start <= tick) : -1;
    const note = playing && index >= 0 && soloist.notes[index].end > tick ? soloist.rects[index] : null;
    mark(seen.chord, chord.text);
    mark(seen.note, note);
    seen = { chord: chord.text, note };
    return chord.word;
  }

  function mark(before, now) {
    if (before === now) return;
    before?.classList.remove("now");
    now?.classList.add("now");
  }

  /** Shade what is looped. */
  function choose(from, to) {
    for (const { start, end, chosen } of systems) {
      const left = Math.max(from, start), right = Math.min(to, end);
      chosen.setAttribute("x", SIDE + (left - start) * page.pixel);
      chosen.setAttribute("width", Math.max(0, right - left) * page.pixel);
    }
  }

  /** Draw a player faintly who is not heard. */
  function silence(track, is) {
    for (const group of track.groups) group.classList.toggle("silent", is);
  }

  /** The tick under a pointer; null beside the roll. */
  function tickAt(event) {
    const svg = event.target.closest?.("svg.system");
    if (!svg) return null;
    const { left, width } = svg.getBoundingClientRect();
    const within = (((event.clientX - left) / width) * page.width - SIDE) / page.pixel;
    const tick = Number(svg.dataset.start) + Math.min(page.ticks - 1, Math.max(0, within));
    return Math.min(tick, music.bars * music.bar - 1);
  }

  return { follow, choose, silence, tickAt, width: page.width };
}
