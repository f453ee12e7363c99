import type { practice as reference } from '../fr/practice.ts'

export const practice: typeof reference = {
  organisation: 'Practice organisation',
  description:
    'A fictional organisation made at the first start, to try Cordée. Its badges are practice badges.',
  group: 'Practice group',
}
