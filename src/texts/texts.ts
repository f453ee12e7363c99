import { en } from './en.ts'
import { fr, type Texts } from './fr.ts'

/** Everything people read, in each language. */
export const texts = { fr, en } as const satisfies Record<string, Texts>

export type { Texts }
