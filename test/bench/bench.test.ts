import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { z } from 'zod'
import { partNames } from '../../bench/part-names.ts'
import { runBench } from '../../bench/run-bench.ts'

const positive = z.number().positive()
const bare = z.object({ name: z.string(), perSecond: positive, cpuUs: z.number().optional() })
const figure = bare.extend({
  p50Ms: z.number().optional(),
  p99Ms: z.number().optional(),
  bare: bare.optional(),
  ratio: positive.optional(),
  aim: z.string().optional(),
  met: z.boolean().optional(),
})
const notMeasured = z.object({ name: z.string(), notMeasured: z.string() })
const value = z.object({ name: z.string(), value: z.number(), source: z.string() })
const lines = z.array(z.union([figure, notMeasured, value])).min(1)
const result = z.object({
  machine: z.object({ cpus: positive, node: z.string() }),
  at: z.iso.datetime(),
  parts: z.partialRecord(z.enum(partNames), lines),
})

t.test('a part runs and gives its figures as JSON', async (t) => {
  const said: string[] = []
  // The others start the same services and take longer.
  const parts = ['credentials', 'simulate'] as const
  const made = await runBench({
    parts,
    size: 'tiny',
    wishes: {},
    say: (text) => void said.push(text),
  })
  const { parts: read } = result.parse(JSON.parse(JSON.stringify(made)))
  t.strictSame(Object.keys(read), [...parts])
  for (const part of parts)
    t.ok(
      read[part]?.every(({ name }) => said.some((text) => text.includes(name))),
      `${part} is also said in words`,
    )
  t.ok(read.credentials?.some((line) => 'ratio' in line && 'aim' in line))
  const wrong = /lost|twice|never answered|missing/
  for (const line of read.simulate ?? [])
    if (wrong.test(line.name)) t.match(line, { value: 0, source: 'modelled' })
})

t.test('a part that there is not, and a number that is none, are refused', async (t) => {
  for (const asked of [['dreams', 'simulate', '--nodes', 'many']]) {
    const child = spawn(process.execPath, ['bench/bench.ts', ...asked])
    let said = ''
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    const [status] = await once(child, 'close')
    t.equal(status, 2, asked.join(' '))
    t.match(said, /votes|nodes/)
  }
})
