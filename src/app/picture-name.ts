import type { AwardView } from './view-award.ts'

/** A file name that says what it is, and that every system takes. */
export function pictureName({
  achievement,
  award,
}: Pick<AwardView, 'achievement' | 'award'>): string {
  const name = achievement.name.fr
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  return `badge-${name}-${award.id.slice(0, 6).replaceAll(/[^A-Za-z0-9]/g, 'x')}.png`
}
