import type { Refusal } from '#src/app/refusal.ts'

/** One sentence for each refusal code: why not, and what to do next. The compiler asks for every code. */
export type Sentences = { readonly [No in Refusal as No['code']]: (facts: No) => string }
