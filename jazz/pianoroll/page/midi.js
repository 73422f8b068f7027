// The MIDI file that the page carries, as tracks of notes; time stays in the file's ticks.

const PPQ = 480;
const DRUM_CHANNEL = 9;
const TRACK_NAME = 3;

/** The tracks of a Standard MIDI File that play, in its order. */
function readMidi(bytes) {
  const view = new DataView(bytes.buffer);
  const tracks = [];
  for (let at = 14; at + 8 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at + 4);
    tracks.push(readTrack(bytes.subarray(at + 8, end)));
    at = end;
  }
  return tracks.filter((track) => track.notes.length);
}

/** Name, channel, program, controllers and notes ({start, end, pitch, velocity}, by onset) of a track chunk. */
function readTrack(bytes) {
  const track = { name: "", channel: 0, program: 0, controls: {}, notes: [] };
  const sounding = new Map(); // pitch -> notes that have not ended, the oldest first
  let at = 0, tick = 0, status = 0;

  const number = () => {
    for (let value = 0; ; ) {
      const byte = bytes[at++];
      value = value * 128 + (byte & 127);
      if (!(byte & 128)) return value;
    }
  };
  const message = (kind, first, second) => {
    if (kind === 0x90 && second) {
      const note = { start: tick, end: tick, pitch: first, velocity: second };
      sounding.set(first, [...(sounding.get(first) ?? []), note]);
      track.notes.push(note);
    } else if (kind === 0x90 || kind === 0x80) {
      const note = sounding.get(first)?.shift();
      if (note) note.end = tick;
    } else if (kind === 0xb0) track.controls[first] = second;
    else if (kind === 0xc0) track.program = first;
  };

  while (at < bytes.length) {
    tick += number();
    if (bytes[at] & 128) status = bytes[at++]; // else the status of the message before goes on
    if (status === 0xff) {
      const kind = bytes[at++], size = number();
      if (kind === TRACK_NAME) track.name = new TextDecoder().decode(bytes.subarray(at, at + size));
      at += size;
    } else if (status >= 0xf0) {
      const size = number();
      at += size;
    } else {
      const kind = status & 0xf0, first = bytes[at++];
      track.channel = status & 0x0f;
      message(kind, first, kind === 0xc0 || kind === 0xd0 ? 0 : bytes[at++]);
    }
  }
  track.notes.sort((a, b) => a.start - b.start || a.pitch - b.pitch);
  return track;
}
