import type { Bilingual } from '#src/storage/achievements.ts'
import type { AwardView } from './view-award.ts'

/** The name of the file in which somebody receives a badge: no two of one badge are called the same. */
export function pictureName({
  achievement,
  award,
}: Pick<AwardView, 'achievement' | 'award'>): string {
  const own = award.id.slice(0, 6).replaceAll(/[^A-Za-z0-9]/g, 'x')
  return `badge-${fileStem(achievement.name).slice(0, 40)}-${own}.png`
}

/** A readable name for a file of a badge, without an ending, in letters that every system keeps. */
export function fileStem({ fr, en }: Bilingual): string {
  return plain(fr) || plain(en) || 'badge'
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
}
