import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { partNames } from './part-names.ts'

// Measures the service beside the bare machine: npm run bench -- [part ...] [--json FILE] [--quick]
// The simulation also takes --workspaces --ballots-per-second --nodes --shards --minutes --seed.

const above0 = z.coerce.number().positive().exactOptional()
const asked = z
  .object({
    quick: z.boolean().default(false),
    json: z.string().exactOptional(),
    workspaces: above0,
    'ballots-per-second': above0,
    nodes: above0,
    shards: above0,
    minutes: above0,
    seed: above0,
    parts: z.array(z.enum(partNames)),
  })
  .safeParse(readArguments())

if (asked.success) {
  const { quick, json, parts, 'ballots-per-second': ballotsPerSecond, ...more } = asked.data
  // Loaded once the arguments are known to be good: a mistake is then told at once.
  const { runBench } = await import('./run-bench.ts')
  const result = await runBench({
    // The long form of the simulation takes minutes: only for those who name it.
    parts: parts.length > 0 ? parts : partNames,
    size: quick ? 'quick' : 'full',
    wishes: {
      ...more,
      ...(ballotsPerSecond === undefined ? {} : { ballotsPerSecond }),
      long: parts.includes('simulate') && !quick,
    },
    say: console.log,
  })
  if (json) await writeFile(json, `${JSON.stringify(result, undefined, 2)}\n`)
} else {
  console.error(z.prettifyError(asked.error))
  process.exitCode = 2
}

function readArguments(): unknown {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      json: text,
      workspaces: text,
      'ballots-per-second': text,
      nodes: text,
      shards: text,
      minutes: text,
      seed: text,
    },
  })
  return { ...values, parts: positionals }
}
