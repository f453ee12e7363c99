import type { Bilingual } from '#src/storage/achievements.ts'

/** A readable name for the file of a badge, in letters that every system keeps. */
export function pngName(name: Bilingual): string {
  return `${stem(name)}.png`
}

/** The same for the drawing. */
export function svgName(name: Bilingual): string {
  return `${stem(name)}.svg`
}

function stem({ fr, en }: Bilingual): string {
  return plain(fr) || plain(en) || 'badge'
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
}
