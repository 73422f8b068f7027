// What the hands touch: buttons, sliders, keys and the roll itself.

const element = (id) => document.getElementById(id);
const music = JSON.parse(element("music").textContent);
const midi = Uint8Array.from(atob(element("midi").href.split(",")[1]), (sign) => sign.charCodeAt(0));
const tracks = readMidi(midi);
tracks.forEach((track, number) => {
  track.isDrums = track.channel === DRUM_CHANNEL;
  track.roles = number === 0 ? music.solo : "";
});

const length = music.bars * music.bar;
let sound = null;
const player = makePlayer(tracks, length, music.tempo, () => {
  sound = makeSound(tracks);
  hear();
  return sound;
});
let roll = draw(element("roll"), music, tracks);

// ---- playing

function play() {
  if (player.state.playing) player.pause();
  else player.play().then(frame);
  show();
}

function frame() {
  show();
  if (player.state.playing) requestAnimationFrame(frame);
}

function show() {
  const tick = player.position(), { playing } = player.state;
  const chord = roll.follow(tick, playing);
  element("play").textContent = playing ? "Pause" : "Play";
  element("now").textContent = `bar ${Math.min(music.bars, Math.floor(tick / music.bar) + 1)} · ${chord}`;
}

function stop() {
  player.stop();
  show();
}

function seek(tick) {
  player.seek(tick);
  show();
}

// ---- looping

function setLoop(loop) {
  const bar = (id) => Math.min(music.bars, Math.max(1, Math.round(Number(element(id).value)) || 1));
  const [first, last] = [bar("first"), bar("last")].sort((a, b) => a - b);
  element("first").value = first;
  element("last").value = last;
  element("loop").setAttribute("aria-pressed", loop);
  player.setLoop(loop, (first - 1) * music.bar, last * music.bar);
  showLoop();
}

function showLoop() {
  const { loop, from, to } = player.state;
  roll.choose(loop ? from : 0, loop ? to : 0);
}

function loopBars(first, last) {
  element("first").value = first + 1;
  element("last").value = last + 1;
  setLoop(true);
}

// ---- who is heard

const mixer = tracks.map((track, number) => {
  const group = document.createElement("div");
  const name = document.createElement("span");
  group.className = "player";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", track.name);
  name.textContent = track.name;
  group.append(name);
  const toggle = (word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word;
    button.setAttribute("aria-label", `${word} ${track.name}`);
    button.setAttribute("aria-pressed", "false");
    button.dataset.track = number;
    button.dataset.does = word.toLowerCase();
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
      hear();
    });
    group.append(button);
    return () => button.getAttribute("aria-pressed") === "true";
  };
  const [muted, alone] = [toggle("Mute"), toggle("Solo")];
  element("mixer").append(group);
  return { muted, alone };
});

/** Where anyone plays alone, only those are heard; else all that are not muted. */
function hear() {
  const alone = mixer.some((each) => each.alone());
  mixer.forEach((each, number) => {
    const silent = alone ? !each.alone() : each.muted();
    sound?.mute(number, silent);
    roll.silence(tracks[number], silent);
  });
  sound?.volume(element("volume").value / 100);
}

// ---- hands

element("play").addEventListener("click", play);
element("stop").addEventListener("click", stop);
element("loop").addEventListener("click", () => setLoop(!player.state.loop));
element("all").addEventListener("click", () => loopBars(0, music.bars - 1));
for (const id of ["first", "last"]) element(id).addEventListener("change", () => setLoop(true));
element("volume").addEventListener("input", hear);

const tempo = element("tempo");
tempo.min = Math.min(tempo.min, music.tempo);
tempo.max = Math.max(tempo.max, music.tempo);
tempo.value = music.tempo;
function setTempo() {
  player.setTempo(Number(tempo.value));
  element("pace").textContent = `♩ = ${tempo.value}`;
}
tempo.addEventListener("input", setTempo);
setTempo();

let grip = null, dragged = false; // the bar where a mouse was pressed, and whether it was then drawn over others
const barAt = (event) => {
  const tick = roll.tickAt(event);
  return tick === null ? null : Math.floor(tick / music.bar);
};
element("roll").addEventListener("pointerdown", (event) => {
  grip = event.pointerType === "mouse" && event.button === 0 ? barAt(event) : null;
  dragged = false;
});
element("roll").addEventListener("pointermove", (event) => {
  const bar = barAt(event);
  if (grip === null || bar === null || !event.buttons || (bar === grip && !dragged)) return;
  loopBars(Math.min(grip, bar), Math.max(grip, bar));
  dragged = true;
});
element("roll").addEventListener("click", (event) => {
  const tick = roll.tickAt(event);
  if (tick !== null && !dragged) seek(tick);
});

const KEYS = {
  " ": play,
  l: () => setLoop(!player.state.loop),
  ArrowLeft: () => seek((Math.ceil(player.position() / music.bar) - 1) * music.bar),
  ArrowRight: () => seek((Math.floor(player.position() / music.bar) + 1) * music.bar),
};
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, button, a") || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

element("copy").addEventListener("click", async () => {
  const selection = getSelection();
  selection.selectAllChildren(element("command"));
  try {
    await navigator.clipboard.writeText(element("command").textContent);
    element("copy").textContent = "Copied";
  } catch {
    element("copy").textContent = "Selected: copy it"; // a page that may not touch the clipboard
  }
});

for (const [, meaning, colour] of music.solo ? music.roles : []) {
  const entry = document.createElement("li"), swatch = make(entry, "svg", { viewBox: "0 0 14 6", "aria-hidden": "true" });
  make(swatch, "rect", { width: 14, height: 6, rx: 1.5, fill: colour });
  entry.append(meaning);
  element("legend").append(entry);
}

new ResizeObserver(() => {
  if (element("roll").clientWidth === roll.width) return;
  roll = draw(element("roll"), music, tracks);
  hear();
  showLoop();
  show();
}).observe(element("roll"));
if (music.loop) setLoop(true);
show();

// For those who look inside, and for the tests: nothing else of the page is global.
window.jazz = Object.freeze({
  tracks,
  midi,
  get state() {
    return { ...player.state, tick: player.position(), time: sound?.context.currentTime ?? 0 };
  },
  get analyser() {
    return sound?.analyser ?? null;
  },
});
