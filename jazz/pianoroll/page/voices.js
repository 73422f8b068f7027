// The sound of the players, made of oscillators and noise by Web Audio: no samples, nothing to fetch.

// How a family of General MIDI programs sounds: the strengths of its partials; seconds of attack, decay (null: it is
// held) and release; how bright (a lowpass at so many times the pitch, at full velocity, and what is left of that after
// the attack); breath, vibrato and the scoop into a note in cents; how loud, and how much of the room.
const VOICES = [
  { name: "piano", to: 7, partials: [1, .55, .32, .2, .12, .08, .05], attack: .003, decay: 1.3, release: .12, bright: 11, dark: .35, level: .36, room: .14 },
  { name: "vibes", to: 15, partials: [1, .02, .02, .22], attack: .002, decay: 1.6, release: .5, bright: 12, dark: .5, level: .45, room: .22 },
  { name: "organ", to: 23, partials: [1, .7, .45, .3, 0, .2], attack: .008, decay: null, release: .06, bright: 12, dark: 1, level: .4, room: .12 },
  { name: "guitar", to: 31, partials: [1, .6, .35, .22, .1, .05], attack: .003, decay: .9, release: .1, bright: 7, dark: .3, level: .5, room: .12 },
  { name: "bass", to: 39, partials: [1, .62, .3, .12, .06], attack: .006, decay: 1.1, release: .09, bright: 9, dark: .35, level: .5, room: .03 },
  { name: "strings", to: 55, partials: [1, .5, .36, .28, .2, .16, .1, .07], attack: .05, decay: null, release: .14, bright: 8, dark: .8, vibrato: 14, level: .7, room: .22 },
  { name: "brass", to: 63, partials: [1, .9, .75, .6, .48, .36, .26, .18, .12, .08], attack: .022, decay: null, release: .07, bright: 9, dark: .6, breath: .012, vibrato: 9, scoop: 25, level: .72, room: .18 },
  { name: "sax", to: 68, partials: [1, .82, .72, .5, .42, .34, .2, .17, .12, .1, .06], attack: .018, decay: null, release: .07, bright: 7.5, dark: .62, breath: .035, vibrato: 13, scoop: 45, level: .85, room: .18 },
  { name: "clarinet", to: 71, partials: [1, .05, .6, .05, .36, .05, .2, .04, .1], attack: .02, decay: null, release: .06, bright: 8, dark: .7, breath: .015, vibrato: 6, scoop: 20, level: .8, room: .18 },
  { name: "flute", to: 79, partials: [1, .28, .1, .03], attack: .035, decay: null, release: .08, bright: 8, dark: .8, breath: .06, vibrato: 16, scoop: 15, level: 1, room: .2 },
  { name: "other", to: 127, partials: [1, .4, .2, .1], attack: .01, decay: 1.2, release: .15, bright: 8, dark: .5, level: .5, room: .18 },
];

// What a drummer's instruments are made of, by General MIDI pitch: layers of a tone (from Hz to Hz), of noise or of metal
// (many clashing squares) through a filter; each dies away with its time constant in seconds.
const RIDE = [{ metal: "bandpass", at: 6800, q: .5, decay: .26, level: .5 }, { tone: [3350, 3350], decay: .035, level: .06 }];
const CRASH = [{ metal: "highpass", at: 4200, decay: .5, level: .5 }, { noise: "highpass", at: 6000, decay: .35, level: .25 }];
const KICK = [{ tone: [120, 46], decay: .09, level: 1.1 }, { noise: "lowpass", at: 900, decay: .012, level: .4 }];
const SNARE = [{ noise: "highpass", at: 1700, decay: .07, level: .5 }, { tone: [230, 165], decay: .05, level: .4 }];
const tom = (pitch) => [{ tone: [pitch, pitch * .6], decay: .14, level: .8 }, { noise: "lowpass", at: 1500, decay: .02, level: .2 }];
const DRUMS = {
  35: KICK, 36: KICK, 38: SNARE, 40: SNARE, 39: [{ noise: "bandpass", at: 1500, q: 1, decay: .06, level: .7 }],
  37: [{ tone: [1750, 1600], decay: .012, level: .5 }, { noise: "bandpass", at: 2600, q: 2, decay: .018, level: .7 }],
  42: [{ metal: "highpass", at: 8000, decay: .025, level: .5 }],
  44: [{ metal: "highpass", at: 6500, decay: .04, level: .45 }, { noise: "bandpass", at: 900, q: 1, decay: .01, level: .15 }],
  46: [{ metal: "highpass", at: 7000, decay: .18, level: .5 }],
  51: RIDE, 59: RIDE, 53: [{ metal: "bandpass", at: 5200, q: .8, decay: .22, level: .4 }, { tone: [1180, 1180], decay: .12, level: .16 }],
  49: CRASH, 57: CRASH, 52: CRASH, 55: CRASH,
  41: tom(95), 43: tom(110), 45: tom(130), 47: tom(155), 48: tom(180), 50: tom(210),
  56: [{ tone: [800, 800], decay: .06, level: .3 }, { tone: [545, 545], decay: .06, level: .3 }],
  75: [{ tone: [2450, 2450], decay: .02, level: .6 }],
};
const OTHER_DRUM = [{ noise: "bandpass", at: 5000, q: .8, decay: .03, level: .5 }];
const METAL = [205, 304, 369, 522, 635, 800, 1090, 1443]; // Hz; no two in tune

const KIT_LEVEL = 1.2, KIT_ROOM = .06;

const CUT = .03; // seconds in which all is silent when playing stops
const FULL = 100, CENTRE = 64; // MIDI controllers 7 (volume) and 10 (pan) where a track does not say

/** The instruments, one channel for each track: `play(track, note, time, seconds)`, `hush()`, `mute(track, is)`, `volume(share)`. */
function makeSound(tracks) {
  const context = new AudioContext({ latencyHint: "interactive" });
  const { sampleRate } = context;
  const buffers = { noise: fill(1, noise), metal: fill(2, metal()) };
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const loudness = new GainNode(context);
  const limiter = new DynamicsCompressorNode(context, { threshold: -8, knee: 4, ratio: 20, attack: .002, release: .2 });
  const room = new ConvolverNode(context, { buffer: echo() });
  limiter.connect(loudness).connect(analyser).connect(context.destination);
  room.connect(limiter);
  const waves = new Map();
  const channels = tracks.map(channel);
  let runs = [];
  hush();

  function fill(seconds, sample) {
    const buffer = new AudioBuffer({ length: seconds * sampleRate, sampleRate });
    buffer.getChannelData(0).forEach((_, index, data) => (data[index] = sample(index / sampleRate)));
    return buffer;
  }

  function noise() {
    return Math.random() * 2 - 1;
  }

  function metal() {
    const sum = (time) => METAL.reduce((all, pitch) => all + Math.sign(Math.sin(2 * Math.PI * pitch * time)), 0);
    return (time) => sum(time) / METAL.length + .25 * noise();
  }

  /** The answer of a small room, for two ears. */
  function echo() {
    const length = 1.3 * sampleRate, buffer = new AudioBuffer({ numberOfChannels: 2, length, sampleRate });
    for (const ear of [0, 1])
      buffer.getChannelData(ear).forEach((_, index, data) => (data[index] = noise() * Math.exp((-5.5 * index) / length)));
    return buffer;
  }

  function channel(track) {
    const voice = VOICES.find(({ to }) => track.program <= to);
    const gain = new GainNode(context);
    const level = ((track.controls[7] ?? FULL) / FULL) ** 2;
    const mix = new GainNode(context, { gain: level * (track.isDrums ? KIT_LEVEL : voice.level) });
    const side = new StereoPannerNode(context, { pan: Math.max(-1, ((track.controls[10] ?? CENTRE) - CENTRE) / 63) });
    gain.connect(mix).connect(side).connect(limiter);
    side.connect(new GainNode(context, { gain: track.isDrums ? KIT_ROOM : voice.room })).connect(room);
    return { voice, gain };
  }

  /** Cut whatever sounds or is about to. */
  function hush() {
    const now = context.currentTime;
    for (const run of runs) {
      run.gain.setTargetAtTime(0, now, CUT / 4);
      setTimeout(() => run.disconnect(), 1000 * CUT);
    }
    runs = channels.map(({ gain }) => {
      const run = new GainNode(context);
      run.connect(gain);
      return run;
    });
  }

  function play(track, note, time, seconds) {
    const force = (note.velocity / 127) ** 1.6, out = runs[track];
    if (tracks[track].isDrums) for (const layer of DRUMS[note.pitch] ?? OTHER_DRUM) strike(layer, force, time, out);
    else blow(channels[track].voice, note.pitch, force, time, seconds, out);
  }

  function strike(layer, force, time, out) {
    const end = time + 7 * layer.decay, gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(force * layer.level, time);
    gain.gain.setTargetAtTime(0, time + .002, layer.decay);
    gain.connect(out);
    if (layer.tone) {
      const source = new OscillatorNode(context, { frequency: layer.tone[0] });
      source.frequency.setValueAtTime(layer.tone[0], time);
      source.frequency.exponentialRampToValueAtTime(layer.tone[1], time + 2 * layer.decay);
      run(source, time, end, gain);
    } else {
      const type = layer.noise ?? layer.metal;
      const filter = new BiquadFilterNode(context, { type, frequency: layer.at, Q: layer.q ?? .7 });
      filter.connect(gain);
      run(new AudioBufferSourceNode(context, { buffer: layer.noise ? buffers.noise : buffers.metal, loop: true }), time, end, filter);
    }
  }

  function run(source, time, end, out) {
    source.connect(out);
    source.start(time, ...(source.buffer ? [Math.random()] : []));
    source.stop(end);
  }

  /** One note of a voice: partials and breath through a lowpass that opens with the attack, under an envelope. */
  function blow(voice, pitch, force, time, seconds, out) {
    const frequency = 440 * 2 ** ((pitch - 69) / 12);
    const stop = time + Math.max(seconds, voice.attack), end = stop + 6 * voice.release;
    const bright = Math.min(16000, frequency * voice.bright * (.35 + .65 * force) + 300);
    const gain = new GainNode(context, { gain: 0 });
    const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: bright, Q: .4 });
    filter.connect(gain).connect(out);
    gain.gain.setValueAtTime(0, time);
    gain.gain.linearRampToValueAtTime(force, time + voice.attack);
    if (voice.decay) gain.gain.setTargetAtTime(0, time + voice.attack, voice.decay * (60 / Math.max(24, pitch)) / 2);
    else gain.gain.setTargetAtTime(.8 * force, time + voice.attack, .12);
    gain.gain.setTargetAtTime(0, stop, voice.release / 2);
    filter.frequency.setValueAtTime(bright, time);
    filter.frequency.setTargetAtTime(bright * voice.dark, time + voice.attack, .15);

    const tone = new OscillatorNode(context, { frequency, type: "custom", periodicWave: wave(voice) });
    run(tone, time, end, filter);
    if (voice.scoop) {
      tone.detune.setValueAtTime(-voice.scoop * (1 - .5 * force), time);
      tone.detune.linearRampToValueAtTime(0, time + .05);
    }
    if (voice.vibrato && seconds > .4) vibrate(tone, voice.vibrato, time + .25, end);
    if (voice.breath) {
      const air = new BiquadFilterNode(context, { type: "bandpass", frequency: Math.min(9000, frequency * 4), Q: .6 });
      air.connect(new GainNode(context, { gain: voice.breath * 4 })).connect(gain);
      run(new AudioBufferSourceNode(context, { buffer: buffers.noise, loop: true }), time, end, air);
    }
  }

  function vibrate(tone, cents, time, end) {
    const depth = new GainNode(context, { gain: 0 });
    depth.gain.setValueAtTime(0, time);
    depth.gain.linearRampToValueAtTime(cents, time + .4);
    depth.connect(tone.detune);
    run(new OscillatorNode(context, { frequency: 5.1 }), time, end, depth);
  }

  function wave(voice) {
    if (!waves.has(voice)) {
      const imag = Float32Array.from([0, ...voice.partials]);
      waves.set(voice, new PeriodicWave(context, { imag, real: new Float32Array(imag.length) }));
    }
    return waves.get(voice);
  }

  function mute(track, is) {
    channels[track].gain.gain.setTargetAtTime(is ? 0 : 1, context.currentTime, CUT / 4);
  }

  function volume(share) {
    loudness.gain.setTargetAtTime(share ** 2, context.currentTime, CUT / 4);
  }

  return { context, analyser, play, hush, mute, volume };
}
