import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

export interface Arguments {
  readonly seed: number
  /** The asked share of a usual size, at least 1. */
  readonly sized: (usual: number) => number
  /** True of every part when none was named. */
  readonly asksFor: (part: string) => boolean
}

/** `--seed N` plays the same again, `--size PERCENT` more or less of it, `--part NAME` one part alone. Prints the seed. */
export function readArguments(script: string, parts: readonly string[]): Arguments {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      size: { type: 'string', default: '100' },
      part: { type: 'string', multiple: true, default: [...parts] },
    },
  })
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  const size = Number(values.size)
  const unknown = values.part.filter((part) => !parts.includes(part))
  if (!Number.isSafeInteger(seed) || !(size > 0) || unknown.length > 0)
    throw new Error(`Write --seed NUMBER, --size PERCENT, --part ${parts.join(' | ')}.`)
  console.log(`seed ${seed}: npm run ${script} -- --seed ${seed} plays the same again`)
  return {
    seed,
    sized: (usual) => Math.max(1, Math.round((usual * size) / 100)),
    asksFor: (part) => values.part.includes(part),
  }
}
