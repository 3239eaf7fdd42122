/** A pass held still before the camera is read many times a second; it counts again once it was out of sight this long. */
const OUT_OF_SIGHT_MS = 2500;

/** Filters readings: true for a code that was not in view a moment ago. */
export function newInView(now: () => number = () => performance.now()): (text: string) => boolean {
  let text = '';
  let seen = -Infinity;
  return (reading) => {
    const fresh = reading !== text || now() - seen > OUT_OF_SIGHT_MS;
    text = reading;
    seen = now();
    return fresh;
  };
}
