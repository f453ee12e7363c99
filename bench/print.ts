import type { Bare, Figure, Line } from './measure.ts'

/** One measured thing in words, a line or two. */
export function printLine(line: Line): string {
  if ('notMeasured' in line) return `  ${line.name}: not measured: ${line.notMeasured}`
  if ('source' in line) return `  ${line.source.padEnd(9)} ${line.name}: ${rate(line.value)}`
  const { name, bare, ratio, beside = [], aim, met, note }: Figure = line
  const compared = [...(bare && ratio !== undefined ? [{ ...bare, ratio }] : []), ...beside]
  return [
    `  ${name}`,
    `      ${paceOf(line)}`,
    ...compared.map((other) => `      ${besides(other)}`),
    ...(aim === undefined ? [] : [`      aim: ${aim}: ${met ? 'reached' : 'NOT reached'}`]),
    ...(note === undefined ? [] : [`      (${note})`]),
  ].join('\n')
}

function paceOf({ perSecond, p50Ms, p99Ms, cpuUs }: Partial<Figure>): string {
  return [
    `${rate(perSecond ?? 0)}/s`,
    ...(p50Ms === undefined ? [] : [`p50 ${ms(p50Ms)} ms`]),
    ...(p99Ms === undefined ? [] : [`p99 ${ms(p99Ms)} ms`]),
    ...(cpuUs === undefined ? [] : [`CPU ${rate(cpuUs)} µs each`]),
  ].join(' · ')
}

function besides({ name, perSecond, cpuUs, ratio }: Bare & { readonly ratio: number }): string {
  const cpu = cpuUs === undefined ? '' : `, CPU ${rate(cpuUs)} µs`
  return `${times(ratio)} × ${name} (${rate(perSecond)}/s${cpu})`
}

function times(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)
}

/** A number with as many digits as matter. */
export function rate(value: number): string {
  if (Number.isInteger(value) || value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function ms(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value >= 1 ? value.toFixed(1) : value.toFixed(3)
}
