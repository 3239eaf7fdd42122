import type QRCode from 'qrcode';

const LEVEL = 'L';
const QUIET_MODULES = 4;
const WIDTH_PX = 608;

/** The library is big and only wanted while a code is on show. */
const library = async (): Promise<typeof QRCode> => (await import('qrcode')).default;

/** Draws a code on a canvas; false where the browser has none to draw on. */
export async function drawOnCanvas(canvas: HTMLCanvasElement, text: string): Promise<boolean> {
  if (!canvas.getContext('2d')) return false;
  await (
    await library()
  ).toCanvas(canvas, text, { errorCorrectionLevel: LEVEL, margin: QUIET_MODULES, width: WIDTH_PX });
  return true;
}

/** The same code as the path of an SVG, `size` modules wide with its quiet zone. */
export async function drawAsPath(text: string): Promise<{ size: number; path: string }> {
  const { modules } = (await library()).create(text, { errorCorrectionLevel: LEVEL });
  let path = '';
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) path += `M${String(column + QUIET_MODULES)} ${String(row + QUIET_MODULES)}h1v1h-1z`;
    }
  }
  return { size: modules.size + 2 * QUIET_MODULES, path };
}
