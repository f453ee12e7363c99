import { Resvg } from '@resvg/resvg-js'
import { escapeXml } from './escape-xml.ts'
import { fontFamily, fontFile, fontOptions } from './fonts.ts'
import { short } from './outline.ts'

/** A line of text turned into outlines, as large as if set at 100 units: its path data and the box its ink fills, baseline at 0. */
export type Lettering = {
  readonly path: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Turns lines of text into outlines, so that they look the same on a machine without our font. Each line must have ink. */
export function letter(lines: readonly string[], weight: 400 | 700): Lettering[] {
  const texts = lines.map(
    (line) =>
      `<text font-family="${fontFamily}" font-weight="${weight}" font-size="100">${escapeXml(line)}</text>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${texts.join('')}</svg>`
  const flat = new Resvg(svg, {
    font: { ...fontOptions, fontFiles: [fontFile[weight]] },
  }).toString()
  const paths = [...flat.matchAll(/ d="([^"]+)"/g)].map(([, path = '']) => path)
  if (paths.length !== lines.length) {
    throw new Error(`No letters for a line of "${lines.join(' / ')}": run checkFonts.`)
  }
  return paths.map(measured)
}

function measured(path: string): Lettering {
  // resvg writes only M, L, Q, C and Z, with absolute coordinates: numbers are x and y in turn.
  const numbers = (path.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number)
  const xs = numbers.filter((_, i) => i % 2 === 0)
  const ys = numbers.filter((_, i) => i % 2 === 1)
  return {
    path: path
      .replaceAll(/-?[\d.]+(?:e-?\d+)?/g, (n) => short(Number(n)))
      .replaceAll(/ ?([MLQCZ]) ?/g, '$1'),
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  }
}
