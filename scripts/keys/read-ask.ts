import { z } from 'zod'
import type { KeyPurpose } from '#src/storage/issuer-keys.ts'

/** What was asked for on the command line. */
export type Ask =
  | { readonly command: 'list' }
  | { readonly command: 'rewrap' }
  | {
      readonly command: 'rotate'
      readonly purpose: KeyPurpose
      readonly issuerId: string | undefined
    }
  | {
      readonly command: 'compromise'
      readonly kid: string
      /** Milliseconds since 1970; undefined: now. */
      readonly since: number | undefined
    }

// A date without a zone would mean another moment on each machine.
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })])
  .transform((text) => Date.parse(text))

const words = z.union([
  z.tuple([]).transform((): Ask => ({ command: 'list' })),
  z.tuple([z.literal('list')]).transform(([command]): Ask => ({ command })),
  z.tuple([z.literal('rewrap')]).transform(([command]): Ask => ({ command })),
  z
    .tuple([z.literal('rotate'), z.enum(['credential', 'token']), z.string().min(1).optional()])
    .transform(([command, purpose, issuerId]): Ask => ({ command, purpose, issuerId })),
  z
    .tuple([z.literal('compromise'), z.string().min(1)])
    .transform(([command, kid]): Ask => ({ command, kid, since: undefined })),
])

/** Reads the words after `npm run keys --`. Undefined where they are not understood. */
export function readAsk(args: readonly string[]): Ask | undefined {
  const at = args.indexOf('--since')
  if (at === -1) return words.safeParse(args).data
  // By hand: the name of a key may begin with a hyphen, which `parseArgs` takes for an option.
  const ask = words.safeParse(args.toSpliced(at, 2)).data
  const since = moment.safeParse(args[at + 1])
  return ask?.command === 'compromise' && since.success ? { ...ask, since: since.data } : undefined
}
