import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { escapeXml } from './escape-xml.ts'

const icons = new Map(
  Object.entries(
    z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(new URL('icons.json', import.meta.url), 'utf8'))),
  ),
)

/** The names of the icons there are, in alphabetical order. */
export const iconNames: readonly string[] = [...icons.keys()]

/** The lines of an icon, to stand inside an `<svg>` or `<g>` of 24 units that sets stroke and fill. Throws when there is none of that name. */
export function iconMarkup(name: string): string {
  const markup = icons.get(name)
  if (markup === undefined) {
    throw new RangeError(`No icon is called "${name}": run scripts/import-icons.ts to add it.`)
  }
  return markup
}

/** An icon for a page, in the colour of the text around it. Without a title it is decoration, hidden from screen readers. */
export function iconSvg(name: string, { size, title }: { size: number; title?: string }): string {
  const meaning =
    title === undefined ? 'aria-hidden="true"' : `role="img" aria-label="${escapeXml(title)}"`
  return `<svg class="icon" width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false" ${meaning}>${iconMarkup(name)}</svg>`
}
