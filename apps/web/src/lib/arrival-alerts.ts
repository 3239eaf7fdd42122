import type { Notification } from './live.svelte.ts';
import { wordNotification } from './notification-words.ts';
import { m } from './paraglide/messages.js';

/** What asks somebody to act now. */
const URGENT: ReadonlySet<string> = new Set(['arrival', 'handed_over', 'no_reaction', 'colleague_asked']);
const SOUND = 'sowan_arrival_sound';
const BROWSER = 'sowan_arrival_browser';
const NOTES_HZ = [523, 659, 784];
const NOTE_SECONDS = 0.14;
const HELD_MS = 2000;

let audio: AudioContext | undefined;

/** Choices of this device: a phone in a meeting and the computer on the desk want different things. */
export const wantsSound = (): boolean => localStorage.getItem(SOUND) === 'on';
export const chooseSound = (on: boolean): void => localStorage.setItem(SOUND, on ? 'on' : 'off');

export type BrowserChoice = 'on' | 'off' | 'blocked' | 'unsupported';

/** Whether the browser itself shows arrivals, also while the page is behind others. */
export function browserChoice(): BrowserChoice {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  if (window.Notification.permission === 'denied') return 'blocked';
  return window.Notification.permission === 'granted' && localStorage.getItem(BROWSER) === 'on' ? 'on' : 'off';
}

/** To be called on a click: browsers ask for permission at no other moment. What will come is shown once. */
export async function chooseBrowser(on: boolean): Promise<BrowserChoice> {
  if (browserChoice() === 'unsupported') return 'unsupported';
  if (on && (await window.Notification.requestPermission()) === 'granted' && !canShow()) return 'unsupported';
  localStorage.setItem(BROWSER, on ? 'on' : 'off');
  return browserChoice();
}

/** Chrome on Android knows notifications but lets no page show one. */
function canShow(): boolean {
  try {
    new window.Notification(m.visits_notices_browser(), { tag: 'sowan-sample' });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A short rising chime. Browsers stay silent until the page has been touched once; the pop-up says the same. */
export function chime(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [i, frequency] of NOTES_HZ.entries()) {
    const note = new OscillatorNode(audio, { frequency, type: 'triangle' });
    note.connect(new GainNode(audio, { gain: 0.25 })).connect(audio.destination);
    note.start(start + i * NOTE_SECONDS);
    note.stop(start + (i + 1) * NOTE_SECONDS);
  }
}

/** Makes an urgent notification heard and seen as this device wishes; of several open tabs one does it. */
export async function alertOf(notification: Notification): Promise<void> {
  if (!URGENT.has(notification.kind)) return;
  if (browserChoice() === 'on') show(notification);
  if (!wantsSound()) return;
  // Locks exist on https and localhost only; elsewhere every tab may chime.
  if (!('locks' in navigator)) return chime();
  await navigator.locks.request(`sowan-chime-${String(notification.id)}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    chime();
    await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  });
}

function show(notification: Notification): void {
  const { title, text } = wordNotification(notification);
  // The same tag from another tab replaces it instead of showing twice.
  const shown = new window.Notification(title, { body: text, tag: `sowan-${String(notification.id)}` });
  shown.onclick = () => {
    window.focus();
    if (notification.appointmentId) window.location.assign(`/host/${String(notification.appointmentId)}`);
  };
}
