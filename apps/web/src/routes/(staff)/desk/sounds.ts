let audio: AudioContext | undefined;

/** Notes in Hz, one after the other: rising for welcome, falling for a refusal, up and down where the desk can't tell. */
const TUNES = { admitted: [660, 880], late: [660, 660], refused: [330, 220], unknown: [440, 550, 440] } as const;
const NOTE_SECONDS = 0.12;

/** Plays a short signal. Browsers stay silent until the page has been touched once; the picture says the same. */
export function playSound(tune: keyof typeof TUNES): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [i, frequency] of TUNES[tune].entries()) {
    const oscillator = new OscillatorNode(audio, { frequency, type: 'triangle' });
    oscillator.connect(new GainNode(audio, { gain: 0.25 })).connect(audio.destination);
    oscillator.start(start + i * NOTE_SECONDS);
    oscillator.stop(start + (i + 1) * NOTE_SECONDS);
  }
}
