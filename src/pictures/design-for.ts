import type { CatalogueEntry } from '#src/catalogue/catalogue.ts'
import type { BadgeDesign } from './draw-badge.ts'
import type { PictureLanguage } from './picture-alt.ts'

/** The picture of a catalogue entry. Its domain gives shape and colour, so that badges of one family are seen as such. */
export function designFor(
  entry: Pick<CatalogueEntry, 'domain' | 'name' | 'icon' | 'recipient'>,
  language: PictureLanguage,
): BadgeDesign {
  const look = lookOf.get(entry.domain)
  if (look === undefined) throw new RangeError(`No badge look for the domain "${entry.domain}".`)
  return {
    ...look,
    icon: entry.icon,
    title: entry.name[language],
    language,
    group: entry.recipient === 'group',
  }
}

const lookOf = new Map<string, Pick<BadgeDesign, 'shape' | 'colour'>>([
  ['com', { shape: 'circle', colour: 'ocean' }],
  ['cal', { shape: 'hexagon', colour: 'indigo' }],
  ['num', { shape: 'hexagon', colour: 'teal' }],
  ['equ', { shape: 'knot', colour: 'forest' }],
  ['aut', { shape: 'mountain', colour: 'rust' }],
  ['app', { shape: 'star', colour: 'plum' }],
  ['sec', { shape: 'shield', colour: 'brick' }],
  ['att', { shape: 'star', colour: 'amber' }],
  ['cit', { shape: 'circle', colour: 'olive' }],
  ['ini', { shape: 'mountain', colour: 'raspberry' }],
  ['col', { shape: 'knot', colour: 'night' }],
])
