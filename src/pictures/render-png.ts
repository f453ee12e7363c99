import { Resvg } from '@resvg/resvg-js'
import { fontOptions } from './fonts.ts'

/**
 * A picture of ours as PNG, so many pixels wide. Only for SVG drawn by this folder:
 * resvg reads files that an `<image>` names, so a stranger's SVG must never come here.
 */
export function renderPng(svg: string, size: number): Uint8Array {
  // Without fitTo, resvg makes a bitmap as large as the SVG asks.
  const picture = new Resvg(svg, { font: fontOptions, fitTo: { mode: 'width', value: size } })
  return picture.render().asPng()
}
