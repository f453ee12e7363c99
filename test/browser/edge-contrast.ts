import { PNG } from 'pngjs'

/** How much the middle of the upper edge differs from the corner: 0 where nothing is drawn there, 1 at most. */
export function edgeContrast(picture: Buffer): number {
  const png = PNG.sync.read(picture)
  const corner = brightness(png, 0, 0)
  const middle = Math.floor(png.width / 2)
  // The edge may lie between two rows.
  return Math.max(...[0, 1, 2].map((row) => Math.abs(brightness(png, middle, row) - corner)))
}

function brightness({ data, width }: PNG, x: number, y: number): number {
  const at = (y * width + x) * 4
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
  return (0.3 * red + 0.59 * green + 0.11 * blue) / 255
}
