import { escapeXml } from './escape-xml.ts'
import { iconMarkup } from './icons.ts'
import { evenly, lengthOf, written } from './outline.ts'
import { drawMotif } from './draw-motif.ts'
import { drawNameTape } from './draw-name-tape.ts'
import { paintOf, type ColourName, type Paint } from './palette.ts'
import { pictureAlt, type PictureLanguage } from './picture-alt.ts'
import { drawRope } from './draw-rope.ts'
import { shapes, type Shape, type ShapeName } from './shapes.ts'

/** What a badge looks like, in words that can be stored. */
export type BadgeDesign = {
  readonly shape: ShapeName
  readonly colour: ColourName
  /** The name of an icon there is in icons.json. */
  readonly icon: string
  readonly title: string
  /** The language of the title; French when absent. */
  readonly language?: PictureLanguage
  /** Whether a group receives it: a ring of knots then stands for its members. */
  readonly group?: boolean
}

/**
 * The badge as SVG, 512 units square: a patch with a rope around it, an icon, and its title on a sewn tape.
 * The same design always gives the same picture. Words are outlines, so it needs no font where it is shown.
 */
export function drawBadge(design: BadgeDesign): string {
  const { language = 'fr', group = false } = design
  const shape = shapes[design.shape]
  const paint = paintOf(design.colour)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img" lang="${language}">`,
    `<title>${escapeXml(design.title)}</title>`,
    `<desc>${escapeXml(pictureAlt(design.title, language, { group }))}</desc>`,
    drawPatch(design, shape, paint),
    drawRope(shape.rope, {
      width: shape.thickness,
      strand: paint.paper,
      tracer: paint.thread,
      edge: paint.deep,
    }),
    drawIcon(design.icon, shape, paint),
    drawNameTape(design.title, paint),
    '</svg>',
  ].join('')
}

function drawPatch({ shape: name, icon, colour, group }: BadgeDesign, shape: Shape, paint: Paint) {
  // Pages may hold several badges: the id names the one shape it cuts, so that any of them will do.
  const id = `cordee-${name}`
  return [
    `<clipPath id="${id}"><path d="${shape.rope.path}"/></clipPath>`,
    `<path d="${shape.rope.path}" fill="${paint.field}"/>`,
    `<g clip-path="url(#${id})">${drawMotif({ seed: `${name} ${colour} ${icon}`, ...shape.icon, paint })}</g>`,
    group === true ? drawKnots(shape, paint) : drawStitches(shape, paint),
  ].join('')
}

function drawStitches({ stitches }: Shape, { thread }: Paint): string {
  // A whole number of stitches, or the last one would be cut where the line closes.
  const length = lengthOf(stitches.points)
  const stitch = length / Math.round(length / 19)
  const dashes = `${(stitch * 0.6).toFixed(3)} ${(stitch * 0.4).toFixed(3)}`
  return `<path d="${stitches.path}" fill="none" stroke="${thread}" stroke-width="3" stroke-dasharray="${dashes}" stroke-linecap="round"/>`
}

function drawKnots({ stitches }: Shape, { thread }: Paint): string {
  const knots = evenly(stitches.points, 24).map((point) => `M${written(point)}h0`)
  return `<path d="${knots.join('')}" fill="none" stroke="${thread}" stroke-width="12" stroke-linecap="round"/>`
}

function drawIcon(name: string, { icon }: Shape, paint: Paint): string {
  const scale = icon.size / 24
  const lines = iconMarkup(name)
  const placed = (dy: number) =>
    `translate(${icon.x - icon.size / 2} ${icon.y - icon.size / 2 + dy}) scale(${scale})`
  return [
    `<g fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">`,
    `<g stroke="${paint.valley}" transform="${placed(6)}">${lines}</g>`,
    `<g class="icon" stroke="#ffffff" transform="${placed(0)}">${lines}</g>`,
    '</g>',
  ].join('')
}
