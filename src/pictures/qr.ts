import { encode } from 'uqr'
import { escapeXml } from './escape-xml.ts'

/**
 * A QR code of a text as SVG, sharp at any size: black on white with the quiet zone that readers need.
 * The page shows the text beside it, for those who cannot point a camera.
 */
export function qrSvg(text: string, title: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const runs = data.flatMap((row, y) => runsOf(row).map(([x, width]) => bar(x, y, width)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${escapeXml(title)}" shape-rendering="crispEdges">`,
    `<path fill="#ffffff" d="M0 0h${size}v${size}H0z"/>`,
    `<path fill="#000000" d="${runs.join('')}"/>`,
    '</svg>',
  ].join('')
}

/** Where each run of dark modules begins in a row, and how many there are. */
function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const starts = row.flatMap((dark, x) => (dark && row[x - 1] !== true ? [x] : []))
  return starts.map((start) => {
    const end = row.indexOf(false, start)
    return [start, (end === -1 ? row.length : end) - start]
  })
}

function bar(x: number, y: number, width: number): string {
  return `M${x} ${y}h${width}v1h-${width}z`
}
