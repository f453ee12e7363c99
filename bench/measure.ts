/** How much a part measures: `tiny` only shows that it runs, `quick` leaves out what takes minutes. */
export type Size = 'tiny' | 'quick' | 'full'

/** How fast something went. */
export interface Pace {
  readonly perSecond: number
  /** How long one took, where they were timed one by one. */
  readonly p50Ms?: number
  readonly p99Ms?: number
  /** Processor time of the process that did it, in microseconds for one. */
  readonly cpuUs?: number
}

/** The same work done by the machine alone, measured in the same run. */
export interface Bare {
  readonly name: string
  readonly perSecond: number
  readonly cpuUs?: number
}

/** What was hoped for, and whether it was reached. */
export interface Aim {
  readonly aim: string
  readonly met: boolean
}

/** What the simulation takes from the other parts. */
export type Cost =
  | `${'ballot' | 'lone-ballot'}-${'sqlite' | 'postgres'}`
  | 'request'
  | 'sign'
  | 'bake'
  | 'letter'
  | 'award'

/** One line of the bench. */
export interface Figure extends Pace, Partial<Aim> {
  readonly name: string
  readonly cost?: Cost
  /** The closest bare work; `ratio` is our rate as a share of its rate. */
  readonly bare?: Bare
  readonly ratio?: number
  /** Further bare work to compare with. */
  readonly beside?: readonly (Bare & { readonly ratio: number })[]
  /** What the figure leaves out, or how it came about. */
  readonly note?: string
}

/** Something that could not be measured here, and why. */
export interface Unmeasured {
  readonly name: string
  readonly notMeasured: string
}

/** A number of the simulation, and how far to believe it. */
export interface Value {
  readonly name: string
  readonly value: number
  readonly source: 'measured' | 'assumed' | 'asked' | 'modelled'
}

export type Line = Figure | Bare | Unmeasured | Value

/** Receives each line as it is measured. */
export type Report = (line: Line) => void

/** Builds a line: our pace beside the bare machine's, the closest first, and what was aimed at. */
export function figure(
  name: string,
  pace: Pace,
  {
    bare: [closest, ...further] = [],
    aim,
    note,
    cost,
  }: {
    readonly bare?: readonly Bare[]
    readonly aim?: Aim
    readonly note?: string
    readonly cost?: Cost
  } = {},
): Figure {
  const ratioTo = ({ perSecond }: Bare) => pace.perSecond / perSecond
  return {
    name,
    ...pace,
    ...(closest ? { bare: closest, ratio: ratioTo(closest) } : {}),
    ...(further.length > 0
      ? { beside: further.map((bare) => ({ ...bare, ratio: ratioTo(bare) })) }
      : {}),
    ...aim,
    ...(note ? { note } : {}),
    ...(cost ? { cost } : {}),
  }
}

/** A pace as what others are compared with. */
export function asBare(name: string, { perSecond, cpuUs }: Pace): Bare {
  return { name, perSecond, ...(cpuUs === undefined ? {} : { cpuUs }) }
}

/** Does `count` things with so many callers, each of whom waits for its answer before it goes on. */
export async function fire({
  count,
  callers,
  call,
}: {
  readonly count: number
  readonly callers: number
  readonly call: (index: number) => Promise<unknown>
}): Promise<Pace> {
  collectGarbage()
  const waits = new Float64Array(count)
  let next = 0
  const clock = startClock()
  const caller = async () => {
    while (next < count) {
      const index = next++
      const from = performance.now()
      await call(index)
      waits[index] = performance.now() - from
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return { ...clock.pace(count), ...spread(waits) }
}

/** Does something again and again, one after the other, at least `count` times and for at least `seconds`. */
export async function repeat(
  work: (index: number) => unknown,
  { count, seconds = 0 }: { readonly count: number; readonly seconds?: number },
): Promise<Pace> {
  collectGarbage()
  const waits: number[] = []
  const clock = startClock()
  for (let index = 0; index < count || clock.seconds() < seconds; index += 1) {
    const from = performance.now()
    const answer = work(index)
    // What answers at once is not made to wait for a turn: that would be half of its time.
    if (answer instanceof Promise) await answer
    waits.push(performance.now() - from)
  }
  return { ...clock.pace(waits.length), ...spread(Float64Array.from(waits)) }
}

/** Wall clock and processor time of this process from here on. */
export function startClock() {
  const startedAt = performance.now()
  const cpu = process.cpuUsage()
  const seconds = () => (performance.now() - startedAt) / 1000
  return {
    seconds,
    /** The rate of `count` things done since. */
    pace(count: number): Pace {
      const elapsed = seconds()
      const { user, system } = process.cpuUsage(cpu)
      return { perSecond: count / elapsed, cpuUs: (user + system) / count }
    },
  }
}

/** So that a part does not pay for the garbage of the one before. Needs `--expose-gc`. */
export function collectGarbage(): void {
  globalThis.gc?.()
}

/** The middle and the slowest hundredth of some waits, in milliseconds. */
export function spread(waits: Float64Array): Required<Pick<Pace, 'p50Ms' | 'p99Ms'>> {
  const sorted = waits.toSorted()
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }
}

/** The value below which that share of sorted values lies. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
